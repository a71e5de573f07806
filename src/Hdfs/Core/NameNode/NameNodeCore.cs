using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>
/// The NameNode's decisions: name space, leases, retry cache, and the block side behind <see cref="BlockSide"/>. One thread owns it.
/// Lifecycle: construct (an empty name space, as after format), read an image into it, <see cref="Replay"/> the log, <see cref="Start"/>, then
/// <see cref="Step"/> only. A second instance that is only replayed into writes checkpoints while the first one serves.
/// </summary>
public sealed partial class NameNodeCore : ICore<NameNodeInput, NameNodeEffect>, IBlockOwner
{
    private readonly BlockSide _blocks;

    /// <param name="options">Settings of the name space.</param>
    /// <param name="random">The core's only source of chance.</param>
    /// <param name="blocks">Makes the block half for this name space; called once, here.</param>
    public NameNodeCore(NameNodeOptions options, SeededRandom random, Func<IBlockOwner, BlockSide> blocks)
    {
        Options = options;
        Random = random;
        _blocks = blocks(this);
    }

    internal NameNodeOptions Options { get; }

    internal SeededRandom Random { get; }

    /// <summary>Repeats one record that an earlier <see cref="Step"/> had appended to the log. Only before <see cref="Start"/>.</summary>
    /// <exception cref="FormatException">The record is of an unknown kind or damaged, or does not fit what was replayed before it.</exception>
    public void Replay(ReadOnlySpan<byte> record)
    {
        throw new FormatException($"A log record of {record.Length} bytes is of an unknown kind: it was written by a newer version.");
    }

    /// <summary>Everything was loaded: safe mode counts blocks from here, leases run from here.</summary>
    public void Start(Now now) => _blocks.Manager.StartupComplete(now);

    /// <inheritdoc/>
    public void Step(Now now, NameNodeInput input, List<NameNodeEffect> effects)
    {
        try
        {
            Dispatch(now, input, effects);
        }
        catch (HdfsFault fault)
        {
            effects.Add(NameNodeEffect.Fail(input.Ticket, fault.Error, fault.Message));
        }
    }

    /// <inheritdoc/>
    public string? PathOf(long inodeId) => null;

    /// <inheritdoc/>
    public void BlockCompleted(Now now, long blockId, long inodeId)
    {
    }

    private void Dispatch(Now now, NameNodeInput input, List<NameNodeEffect> effects)
    {
        switch (input)
        {
            case ClientRequest request:
                throw new HdfsFault(HdfsError.UnsupportedOperation, $"{request.GetType().Name} is not supported.");
            case DataNodeRequest request:
                _blocks.DataNodes.Handle(now, request, effects);
                break;
            case Tick:
                _blocks.DataNodes.Tick(now, effects);
                break;
            default:
                throw new ArgumentException($"A NameNode takes no {input.GetType().Name}.", nameof(input));
        }
    }
}
