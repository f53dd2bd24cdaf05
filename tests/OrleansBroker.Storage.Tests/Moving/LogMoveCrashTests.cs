namespace OrleansBroker.Storage.Tests.Moving;

/// <summary>
/// Moves on a simulated disk, with a crash after every single change of it. <c>MOVE_SEEDS=from-to</c> runs other
/// seeds.
/// </summary>
public class LogMoveCrashTests
{
    [Fact]
    public async Task Whenever_a_move_is_interrupted_one_log_counts_and_has_all_that_was_acknowledged()
    {
        var range = Environment.GetEnvironmentVariable("MOVE_SEEDS")?.Split('-') ?? ["0", "19"];
        for (var seed = int.Parse(range[0]); seed <= int.Parse(range[^1]); seed++)
        {
            for (var changes = 1; ; changes++)
            {
                try
                {
                    if (!await CrashesAsync(seed, changes))
                    {
                        break;
                    }
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"MOVE_SEEDS={seed}-{seed}, change {changes}", failure);
                }
            }
        }
    }

    /// <summary>The move goes on, and crashes once more, somewhere else, before it ends.</summary>
    private static async Task ResumeAsync(MovingLog moving, int changes)
    {
        moving.Disk.ChangesUntilDeath = 1 + (changes * 7 % 90);
        try
        {
            moving.ResumeMove();
        }
        catch (IOException) when (moving.Disk.IsDead)
        {
            // The machine stopped in the middle.
        }

        await moving.CrashAsync();
        await moving.CheckAsync();
        moving.ResumeMove();
        await moving.CheckAsync();
    }

    /// <summary>Crashes after so many changes of the disk; false when the move was done by then.</summary>
    private static async Task<bool> CrashesAsync(int seed, int changes)
    {
        var moving = new MovingLog(seed);
        await moving.OpenAsync();
        moving.Write(20);
        moving.Flush();
        moving.DeleteHalf();
        moving.Disk.ChangesUntilDeath = changes;
        try
        {
            moving.Move();
        }
        catch (IOException) when (moving.Disk.IsDead)
        {
            // The machine stopped in the middle.
        }

        var crashed = moving.Disk.IsDead;
        await moving.CrashAsync();
        await moving.CheckAsync();

        await ResumeAsync(moving, changes);

        // What was chosen is what goes on: a second crash finds the records written since.
        moving.Write(3);
        moving.Flush();
        await moving.CrashAsync();
        await moving.CheckAsync();
        return crashed;
    }
}
