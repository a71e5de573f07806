using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>
/// Whoever listens accepts through what pauses when descriptors run out (Hathi.Platform.Net.Acceptor, or AcceptFailures where a thread of
/// its own accepts): without that a full table of descriptors is a processor that does nothing else.
/// </summary>
public sealed partial class ListenerTests
{
    /// <summary>Who accepts itself, and asks AcceptFailures how long to wait then.</summary>
    private static readonly string[] s_acceptors =
        ["src/Platform/Net/Acceptor.cs", "src/Hdfs/DataNode/Transfer/Serve/IdleConnections.cs"];

    /// <summary>Whose listening socket is given to another file that accepts of it.</summary>
    private static readonly Dictionary<string, string> s_givenTo = new()
    {
        ["src/Hdfs/DataNode/Transfer/Serve/TransferServer.cs"] = "new IdleConnections(listener",
    };

    [Fact]
    public void Who_accepts_pauses()
    {
        var found = Lines(Accepts())
            .Where(static l => !s_acceptors.Contains(l.File))
            .Select(static l => $"{l.File}:{l.Number}: {l.Text}: accept through Acceptor (Hathi.Platform.Net)");
        Assert.Empty(found);
        Assert.All(s_acceptors, static file => Assert.Matches(@"_failures\.Failed\(", File.ReadAllText(Path.Join(Repository.Root, file))));
    }

    [Fact]
    public void Who_listens_has_an_acceptor()
    {
        var files = Lines(Listens()).Select(static l => l.File).Distinct().ToList();
        Assert.Equal(5, files.Count); // RPC, shuffle, pages, data transfer, ring: whoever adds one says so here
        foreach (var file in files)
        {
            var text = File.ReadAllText(Path.Join(Repository.Root, file));
            Assert.True(
                text.Contains(s_givenTo.GetValueOrDefault(file, "new Acceptor("), StringComparison.Ordinal),
                $"{file} listens, and has no acceptor that pauses");
        }
    }

    /// <summary>No listener of the framework: those accept again at once.</summary>
    [Fact]
    public void Nobody_listens_in_another_way()
    {
        var found = Lines(Others())
            .Where(static l => l.Text is not "new KestrelServer(Options.Create(options), new PausingListeners(")
            .Select(static l => $"{l.File}:{l.Number}: {l.Text}");
        Assert.Empty(found);
        Assert.Single(Lines(Others()));
    }

    [Theory]
    [InlineData("using var s = listener.AcceptSocket();", "listener.Listen(10);", "new TcpListener(IPAddress.Any, 1)")]
    [InlineData("await listener.AcceptAsync(end)", "service._listener.Listen(Backlog);", "new HttpListener()")]
    [InlineData("_listener.BeginAccept(null, null)", "socket.Listen();", "new KestrelServer(options, transport, logs);")]
    public void What_is_looked_for_is_seen(string accepts, string listens, string other)
    {
        Assert.Matches(Accepts(), accepts);
        Assert.Matches(Listens(), listens);
        Assert.Matches(Others(), other);
    }

    private static IEnumerable<(string File, int Number, string Text)> Lines(Regex what) =>
        from file in Repository.Files("src", "*.cs")
        let code = new JoinedLines(Path.Join(Repository.Root, file))
        from Match match in what.Matches(code.Text)
        select (file, code.LineAt(match.Index), match.Value);

    // Of a listening socket, whatever it is called, also where the method is handed on; an Acceptor's own call is one that pauses.
    [GeneratedRegex(@"(?<!cceptor)\.(Begin)?Accept(Async|Socket|SocketAsync|TcpClient|TcpClientAsync)?[(;]")]
    private static partial Regex Accepts();

    [GeneratedRegex(@"(?<!options)\.Listen\(")]
    private static partial Regex Listens();

    [GeneratedRegex(
        @"new (TcpListener|HttpListener)\(|new KestrelServer\([^;]*?(new PausingListeners\(|;)|WebApplication\.Create|\.UseKestrel")]
    private static partial Regex Others();
}
