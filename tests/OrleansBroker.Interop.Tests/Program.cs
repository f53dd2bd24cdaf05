using OrleansBroker.Interop.Tests.Groups;

// The tests, or a client that one of them has started as a process of its own.
if (args is [ConfluentMember.Verb, var address, var topic, var group, var strategy])
{
    using var member = new ConfluentMember(address, topic, group, strategy);
    member.Run();
    return 0;
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
