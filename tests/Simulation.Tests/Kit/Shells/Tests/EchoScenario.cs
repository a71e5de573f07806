using System.Net;
using System.Threading.Channels;
using Hathi.Hdfs.Client.Transfer;

namespace Hathi.Simulation.Tests.Kit.Shells.Tests;

/// <summary>
/// A server that answers with what it gets, on threads that wait, and clients that ask it by tasks, while processes die and the network
/// loses, doubles and cuts: what comes back is what was sent, as far as anything does, and nothing is left of who has died.
/// </summary>
internal static class EchoScenario
{
    public const string Name = "echo";
    private const int Clients = 3;
    private const int Rounds = 40;
    private const int LongestRun = 600_000;
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.0.0.1"), 7);

    public static World Run(ulong seed)
    {
        var world = new World(seed, WorldOptions.Default with { Loss = 0.002, Duplication = 0.02, Reordering = 0.05 });
        using var shells = new Shells(world);
        shells.Name(s_server.Address, "server");
        world.Spawn("server", p => new Server(p, shells));
        for (var i = 0; i < Clients; i++)
        {
            shells.Name(IPAddress.Parse($"10.0.0.{i + 2}"), $"client-{i}");
            world.Spawn($"client-{i}", p => new Client(p, shells));
        }

        Strike(world);
        bool Done() => Enumerable.Range(0, Clients).All(i => world[$"client-{i}"].Actor is Client { IsDone: true });
        if (!world.RunUntil(Done, LongestRun))
        {
            throw world.Failure("the clients do not come to an end", null);
        }

        world.CrashProcess("server");
        world.RunFor(1);
        world.Check(shells.Threads.Busy == 0, $"{shells.Threads.Busy} threads are left of processes that have ended");
        return world;
    }

    private static void Strike(World world) => world.After(world.Random.Next(50, 2_000), () =>
    {
        switch (world.Random.Next(3))
        {
            case 0:
                world.CrashProcess("server");
                world.After(world.Random.Next(1, 500), () => world.Restart("server"));
                break;
            case 1:
                world.Pause("server");
                world.After(world.Random.Next(1, 500), () => world.Resume("server"));
                break;
            default:
                world.Partition("server", "client-0");
                world.After(world.Random.Next(1, 500), () => world.Heal("server", "client-0"));
                break;
        }

        Strike(world);
    });

    private sealed class Server(SimProcess process, Shells shells) : ShellActor(process, shells)
    {
        public override void OnStart() => Net.Listen(s_server.Port, stream => StartThread(() => Serve(stream)));

        private void Serve(SimStream stream)
        {
            using var connection = new Hathi.Hdfs.DataNode.Transfer.Connection(new SimTransferSocket(stream, Life), Time);
            connection.SetTimeouts(5_000, 5_000);
            try
            {
                while (connection.Fill())
                {
                    var bytes = connection.Buffered.ToArray();
                    connection.Take(bytes.Length);
                    connection.Send(bytes);
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The client is gone.
            }
        }
    }

    private sealed class Client(SimProcess process, Shells shells) : ShellActor(process, shells)
    {
        public bool IsDone { get; private set; }

        public override void OnStart() => _ = Task.Run(RunAsync);

        private async Task RunAsync()
        {
            try
            {
                var lengths = Channel.CreateBounded<int>(2);
                var asking = Task.Run(() => AskAllAsync(lengths.Reader));
                for (var i = 0; i < Rounds; i++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 100)), Time).ConfigureAwait(false);
                    await lengths.Writer.WriteAsync(Random.Next(1, 6_000)).ConfigureAwait(false);
                }

                lengths.Writer.Complete();
                await asking.ConfigureAwait(false);
                IsDone = true;
            }
            catch (Exception e)
            {
                Life.Failed(e);
            }
        }

        private async Task AskAllAsync(ChannelReader<int> lengths)
        {
            DataNodeSocket? socket = null;
            await foreach (var length in lengths.ReadAllAsync().ConfigureAwait(false))
            {
                using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2), Time);
                try
                {
                    socket ??= await new SimDataNodeDialer(Net).ConnectAsync(s_server, null, late.Token).ConfigureAwait(false);
                    await AskAsync(socket, length, late.Token).ConfigureAwait(false);
                    Shells.World.Report.Add("answers", 1);
                }
                catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException or EndOfStreamException)
                {
                    Shells.World.Report.Add(e is OperationCanceledException ? "no answer in time" : "connections lost", 1);
                    socket?.Dispose();
                    socket = null;
                }
            }
        }

        private async Task AskAsync(DataNodeSocket socket, int length, CancellationToken cancellationToken)
        {
            var asked = new byte[length];
            for (var i = 0; i < length; i++)
            {
                asked[i] = (byte)Random.Next(256);
            }

            await socket.SendAsync(asked, cancellationToken).ConfigureAwait(false);
            var answer = new byte[length];
            for (var at = 0; at < length;)
            {
                var n = await socket.ReceiveAsync(answer.AsMemory(at), cancellationToken).ConfigureAwait(false);
                at += n > 0 ? n : throw new EndOfStreamException();
            }

            Shells.World.Check(asked.AsSpan().SequenceEqual(answer), $"{Name} got something else than it sent");
        }
    }
}
