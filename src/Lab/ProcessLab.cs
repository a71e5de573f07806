using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hathi.Lab.Drivers;
using Hathi.Lab.Drivers.Process;
using Hathi.Lab.Spec;
using Hathi.Platform.Net;

namespace Hathi.Lab;

/// <summary>
/// A lab whose nodes are processes of this machine. Stateless between commands: all it knows is in its folder, so that any later command,
/// also after a reboot, finds the lab again.
/// </summary>
public sealed class ProcessLab
{
    /// <summary>How long a node may take to say that it serves.</summary>
    public static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    /// <summary>How long a node may take to end when asked to; then it is killed.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>The program's hidden verb that runs a node.</summary>
    public const string NodeVerb = "node-process";

    private readonly string _program;

    private ProcessLab(LabHome home, LabSpec spec, int subnet, string program)
    {
        Home = home;
        Spec = spec;
        Subnet = subnet;
        _program = program;
    }

    public LabHome Home { get; }

    public LabSpec Spec { get; }

    /// <summary>The third part of its addresses.</summary>
    public int Subnet { get; }

    /// <summary>The NameNode's URI.</summary>
    public Uri FileSystemUri => new($"hdfs://{LabAddresses.Of(Subnet, Spec.Master)}:8020");

    private string FormattedMarker => Path.Combine(Home.Directory, "formatted");

    public static bool Exists(LabHome home) => File.Exists(home.SpecFile);

    /// <summary>Declares a new lab and writes its files.</summary>
    /// <exception cref="LabException">There is one of that name.</exception>
    public static ProcessLab Create(LabHome home, LabSpec spec, string program)
    {
        if (Exists(home))
        {
            throw new LabException(
                $"there is a lab '{home.Name}' already, in {home.Directory}; `hathi up` starts it, `hathi destroy` removes it");
        }

        var subnet = LabAddresses.Subnet(home);
        SiteFiles.Write(home, spec, subnet);
        File.WriteAllText(home.SpecFile, LabSpecFile.Format(spec));
        return new ProcessLab(home, spec, subnet, program);
    }

    /// <summary>Opens a lab that was created before.</summary>
    /// <exception cref="LabException">There is none, or its lab.yaml is wrong.</exception>
    public static ProcessLab Open(LabHome home, string program)
    {
        if (!Exists(home))
        {
            var others = home.All();
            throw new LabException($"there is no lab '{home.Name}' in {home.Root}; "
                + (others.Count == 0 ? "`hathi up` makes one" : $"there are: {string.Join(", ", others.Select(o => o.Name))}"));
        }

        var spec = LabSpecFile.ParseMade(File.ReadAllText(home.SpecFile), home.SpecFile);
        return new ProcessLab(home, spec, LabAddresses.Subnet(home), program);
    }

    /// <summary>
    /// This lab with the classes of a Hadoop that its lab.yaml does not name: <see cref="UpAsync"/> writes them into its configuration.
    /// </summary>
    public ProcessLab With(HadoopHome hadoop) => new(Home, Spec with { Hadoop = hadoop.Path }, Subnet, _program);

    /// <summary>Starts every node that is not running; returns when all of them serve.</summary>
    /// <exception cref="LabException">A port is taken (by whom), or a node did not come up (why, and where its log is).</exception>
    public async Task UpAsync(IProgress<LabEvent> progress, CancellationToken cancellationToken)
    {
        _ = LabSpecFile.Parse(File.ReadAllText(Home.SpecFile), Home.SpecFile); // names of settings as well
        SiteFiles.Write(Home, Spec, Subnet);
        var down = Spec.Nodes.Where(n => Find(n.Name) is null).ToList();
        await StartAsync(down, progress, cancellationToken).ConfigureAwait(false);
        File.WriteAllText(FormattedMarker, "");
    }

    /// <summary>
    /// Stops every node, the master last, so that nothing is lost and nobody complains about a missing NameNode; and the containers that
    /// a killed node has left.
    /// </summary>
    public async Task DownAsync(IProgress<LabEvent> progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var master = Spec.Master.Name;
        await Task.WhenAll(Spec.Nodes.Where(n => n.Name != master).Select(Stop)).ConfigureAwait(false);
        await Stop(Spec.Master).ConfigureAwait(false);
        foreach (var node in Spec.Nodes)
        {
            await LeftContainers.EndAsync(YarnSite.LocalDirectory(Home.NodeDirectory(node.Name)), cancellationToken).ConfigureAwait(false);
        }

        async Task Stop(NodeSpec node)
        {
            if (Find(node.Name) is { } process)
            {
                await process.StopAsync(StopLimit, cancellationToken).ConfigureAwait(false);
                progress.Report(new LabEvent(node.Name, LabEventKind.Stopped, clock.Elapsed));
            }
        }
    }

    /// <summary>Starts one node, or lets it go on when it is paused.</summary>
    public async Task StartNodeAsync(string name, IProgress<LabEvent> progress, CancellationToken cancellationToken)
    {
        var node = Node(name);
        if (Find(name) is { } running)
        {
            if (!running.IsPaused)
            {
                throw new LabException($"{name} is running already, as process {running.Id}");
            }

            running.Resume();
            return;
        }

        await StartAsync([node], progress, cancellationToken).ConfigureAwait(false);
    }

    public Task StopNodeAsync(string name, CancellationToken cancellationToken) => Running(name).StopAsync(StopLimit, cancellationToken);

    /// <summary>Ends its process at once (<c>kill -9</c>). Containers go on, and are found again when the node is started.</summary>
    public Task KillNodeAsync(string name, CancellationToken cancellationToken) => Running(name).KillAsync(cancellationToken);

    public Task PauseNodeAsync(string name, CancellationToken cancellationToken) => Running(name).PauseAsync(cancellationToken);

    /// <summary>Every node as it is now, in order.</summary>
    public IReadOnlyList<NodeStatus> Status() => [.. Spec.Nodes.Select(n =>
    {
        var process = Find(n.Name);
        IReadOnlyList<EndedRole> ended = process is null ? [] : EndedRolesFile.Read(Home.NodeEnded(n.Name));
        var state = process is null ? NodeState.Down
            : process.IsPaused ? NodeState.Paused
            : ended.Count > 0 ? NodeState.Partly
            : NodeState.Up;
        return new NodeStatus(n, LabAddresses.Of(Subnet, n), state, process?.Id ?? 0, process?.ResidentBytes ?? 0, ended);
    })];

    /// <summary>Stops the lab and removes its folder with all data.</summary>
    public async Task DestroyAsync(IProgress<LabEvent> progress, CancellationToken cancellationToken)
    {
        await DownAsync(progress, cancellationToken).ConfigureAwait(false);
        Directory.Delete(Home.Directory, recursive: true);
    }

    /// <summary>The declaration of a node.</summary>
    /// <exception cref="LabException">There is no node of that name.</exception>
    public NodeSpec Node(string name) => Spec.Nodes.FirstOrDefault(n => n.Name == name)
        ?? throw new LabException($"lab '{Spec.Name}' has no node '{name}'; it has {string.Join(", ", Spec.Nodes.Select(n => n.Name))}");

    /// <summary>The name of the node that calls itself by this host name, its address; the host name where there is none.</summary>
    public string NameOf(string host) => Spec.Nodes.FirstOrDefault(n => LabAddresses.Of(Subnet, n).ToString() == host)?.Name ?? host;

    private NodeProcess? Find(string name) => NodeProcess.Find(Home.NodePid(name));

    private NodeProcess Running(string name) =>
        Find(Node(name).Name) ?? throw new LabException($"{name} is not running; `hathi node start {name}` starts it");

    private async Task StartAsync(List<NodeSpec> nodes, IProgress<LabEvent> progress, CancellationToken cancellationToken)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        var clock = Stopwatch.StartNew();
        foreach (var node in nodes)
        {
            CheckPorts(node);
        }

        using var ready = new ReadySocket();
        var started = new Dictionary<string, NodeProcess>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            started[node.Name] = Start(node, ready.Path);
            progress.Report(new LabEvent(node.Name, LabEventKind.Started, clock.Elapsed));
        }

        await AwaitReadyAsync(ready, started, progress, clock, cancellationToken).ConfigureAwait(false);
    }

    private async Task AwaitReadyAsync(
        ReadySocket ready, Dictionary<string, NodeProcess> waiting, IProgress<LabEvent> progress, Stopwatch clock,
        CancellationToken cancellationToken)
    {
        // A process that dies without a word is noticed within this time.
        var look = TimeSpan.FromSeconds(1);
        while (waiting.Count > 0)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(look);
            try
            {
                var (name, failure) = await ready.ReceiveAsync(limit.Token).ConfigureAwait(false);
                if (failure is not null)
                {
                    throw new LabException($"{name} did not start: {failure}");
                }

                if (waiting.Remove(name))
                {
                    progress.Report(new LabEvent(name, LabEventKind.Ready, clock.Elapsed));
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (waiting.FirstOrDefault(w => !w.Value.IsRunning) is { Key: { } dead })
                {
                    throw new LabException(
                        $"{dead} ended while it started; the end of {Home.NodeLog(dead)}:\n{LogFile.Tail(Home.NodeLog(dead))}");
                }

                if (clock.Elapsed > ReadyLimit)
                {
                    var late = waiting.Keys.First();
                    throw new LabException($"{string.Join(", ", waiting.Keys)} did not serve within {ReadyLimit.TotalSeconds} s; "
                        + $"the end of {Home.NodeLog(late)}:\n{LogFile.Tail(Home.NodeLog(late))}");
                }
            }
        }
    }

    private NodeProcess Start(NodeSpec node, string readySocket)
    {
        var directory = Home.NodeDirectory(node.Name);
        Directory.CreateDirectory(directory);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ReadySocket.Variable] = readySocket,
            ["HADOOP_CONF_DIR"] = Home.NodeConf(node.Name),

            // A small first generation keeps an idle node small; throughput comes from pooled buffers, not from a large heap.
            ["DOTNET_GCgen0size"] = "0x1000000",
            ["DOTNET_TieredPGO"] = "0",
        };
        if (Spec.MemoryBytes is { } memory)
        {
            environment["DOTNET_GCHeapHardLimit"] = "0x" + memory.ToString("x", CultureInfo.InvariantCulture);
        }

        List<string> arguments = [NodeVerb, Home.NodeConf(node.Name)];
        if (!File.Exists(FormattedMarker))
        {
            arguments.Add("--format");
        }

        return NodeProcess.Start(_program, arguments, environment, directory, Home.NodeLog(node.Name), Home.NodePid(node.Name));
    }

    private void CheckPorts(NodeSpec node)
    {
        var address = LabAddresses.Of(Subnet, node);
        foreach (var port in NodeRoles.Ports(node.Roles))
        {
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                probe.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new LabException($"{node.Name} cannot start: {ListenPorts.DescribeTaken(new IPEndPoint(address, port))}", e);
            }
            catch (SocketException e)
            {
                throw new LabException(
                    $"{node.Name} cannot have the address {address}: {e.Message}. On Linux all of 127.0.0.0/8 is there; "
                    + "elsewhere add it to the loopback interface",
                    e);
            }
        }
    }
}
