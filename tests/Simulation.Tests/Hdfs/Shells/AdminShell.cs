using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// An administrator with the client as it ships: has the NameNode read its lists of nodes again when they have changed, and ends a safe
/// mode that waits for blocks which nobody has any more.
/// </summary>
internal sealed class AdminShell : ShellActor
{
    public const string Administrator = "admin";
    private const int LookMilliseconds = 1_000;
    private const int LooksInSafeMode = 15;
    private readonly HdfsCluster _cluster;
    private readonly HdfsAdmin _admin;
    private int _told;
    private int _inSafeMode;

    public AdminShell(SimProcess process, HdfsCluster cluster, Kit.Shells.Shells shells)
        : base(process, shells)
    {
        _cluster = cluster;
        _admin = ShellFileSystem.Make(this, cluster).Admin;
    }

    public override void OnStart() => _ = Task.Run(RunAsync);

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(LookMilliseconds), Time).ConfigureAwait(false);
                await TryToLookAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Life.Failed(e);
        }
    }

    private async Task TryToLookAsync()
    {
        try
        {
            await LookAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or RpcRemoteException)
        {
            Process.Note("gives up", e.Message);
        }
    }

    private async Task LookAsync()
    {
        if (_told != _cluster.ListsVersion)
        {
            var version = _cluster.ListsVersion;
            await _admin.RefreshNodesAsync(CancellationToken.None).ConfigureAwait(false);
            _told = version;
        }

        var isOn = await _admin.SetSafeModeAsync(SafeModeAction.Get, CancellationToken.None).ConfigureAwait(false);
        _inSafeMode = isOn ? _inSafeMode + 1 : 0;
        if (_inSafeMode > LooksInSafeMode)
        {
            await _admin.SetSafeModeAsync(SafeModeAction.ForceExit, CancellationToken.None).ConfigureAwait(false);
            _cluster.World.Report.Add("safe modes ended by hand", 1);
        }
    }
}
