using OrleansBroker.Grains.Coordinators;
using OrleansBroker.Protocol;

namespace OrleansBroker.Grains.Tests.Coordinators;

public class GroupCoordinatorTests
{
    [Theory]
    [InlineData(ErrorCode.CoordinatorLoadInProgress, ErrorCode.None)]
    [InlineData(ErrorCode.NotCoordinator, ErrorCode.NotCoordinator)]
    [InlineData(ErrorCode.UnknownServerError, ErrorCode.UnknownServerError)]
    public void A_heartbeat_goes_on_blindly_while_the_group_is_being_read(ErrorCode refused, ErrorCode told) =>
        Assert.Equal(told, GroupCoordinator.HeartbeatRefused(refused).ErrorCode);
}
