using System.Globalization;
using Hathi.Base;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-setrep</c>: how many replicas files have.</summary>
internal sealed class Setrep : Verb
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<PathItem> _changed = [];
    private short _replication;
    private bool _wait;

    public override string Name => "setrep";

    public override string Usage => "[-R] [-w] <rep> <path> ...";

    public override string Help =>
        """
        Sets how many replicas files have, also those below directories.
          -w  wait until they have as many
          -R  taken, not needed
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(2, Flags.AnyNumber, "R", "w");
        flags.Parse(args);
        _wait = flags.Has("w");
        Recursive = true;
        _replication = Parse(args[0]);
        args.RemoveAt(0);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        await base.ProcessItemsAsync(items).ConfigureAwait(false);
        foreach (var item in _changed)
        {
            await WaitAsync(item).ConfigureAwait(false);
        }
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            return;
        }

        if (!await item.FileSystem.SetReplicationAsync(item.Path, _replication, Cancellation).ConfigureAwait(false))
        {
            throw new RefusedException("Could not set replication for: " + item.Text);
        }

        Out.Line(string.Create(CultureInfo.InvariantCulture, $"Replication {_replication} set: {item.Text}"));
        if (_wait)
        {
            _changed.Add(item);
        }
    }

    private short Parse(string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number is < short.MinValue or > short.MaxValue)
        {
            Warn("Illegal replication, a positive integer expected");
            throw new UsageException($"For input string: \"{text}\"");
        }

        return number >= 1 ? (short)number : throw new UsageException("replication must be >= 1");
    }

    private async ValueTask WaitAsync(PathItem item)
    {
        Out.Print($"Waiting for {item.Text} ...");
        Out.Flush();
        var warned = false;
        while (true)
        {
            await item.RefreshAsync(Shell).ConfigureAwait(false);
            var blocks = await item.FileSystem.GetBlockLocationsAsync(
                item.Path, 0, item.Status!.Length, Cancellation).ConfigureAwait(false);
            var other = blocks.FirstOrDefault(b => b.Hosts.Count != _replication);
            if (other is null)
            {
                Out.Line(" done");
                return;
            }

            if (!warned && other.Hosts.Count > _replication)
            {
                Out.Line("\nWARNING: the waiting time may be long for DECREASING the number of replications.");
                warned = true;
            }

            Out.Print(".");
            Out.Flush();
            await Task.Delay(Pause, Cancellation).ConfigureAwait(false);
        }
    }
}
