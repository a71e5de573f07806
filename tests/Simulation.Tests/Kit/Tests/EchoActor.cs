namespace Hathi.Simulation.Tests.Kit.Tests;

/// <summary>Keeps what it hears, answers pings, and ticks once a second.</summary>
internal sealed class EchoActor(SimProcess process) : Actor(process)
{
    internal List<string> Heard { get; } = [];

    public override void OnStart() => Process.SetTimer(1000, "tick");

    public override void OnMessage(string from, object message)
    {
        Heard.Add($"{from}:{message}");
        if (message is "ping")
        {
            Process.Send(from, "pong");
        }
        else if (message is "throw")
        {
            throw new InvalidOperationException("a bug");
        }
    }

    public override void OnTimer(object timer)
    {
        Heard.Add($"{timer}@{Process.Now.MonotonicMilliseconds}");
        Process.SetTimer(1000, "tick");
    }
}
