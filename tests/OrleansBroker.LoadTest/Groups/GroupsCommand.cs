using System.CommandLine;

namespace OrleansBroker.LoadTest.Groups;

/// <summary>`groups`: what the group coordinator is measured by.</summary>
internal static class GroupsCommand
{
    public static Command Create()
    {
        var command = new Command("groups", "Measures the coordinator of consumer groups.");
        command.Subcommands.Add(CommitsCommand.Create());
        command.Subcommands.Add(RebalanceCommand.Create());
        command.Subcommands.Add(ManyCommand.Create());
        command.Subcommands.Add(FillCommand.Create());
        command.Subcommands.Add(ReadyCommand.Create());
        return command;
    }
}
