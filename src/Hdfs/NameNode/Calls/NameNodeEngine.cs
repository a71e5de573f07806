using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Log;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>The engine of the NameNode's Core: what its effects mean, its background work, safe mode.</summary>
internal sealed class NameNodeEngine(NameNodeCore core, DurableLog log, IClock clock, ILogger nodeLog)
    : CoreEngine<NameNodeInput>(core, log, clock, nodeLog, "namenode", s_tick, RpcCallSource.Instance)
{
    private static readonly Tick s_tick = new();
    private static readonly NextPiece s_nextPiece = new();

    private readonly NameNodeCore _core = core;
    private readonly TaskCompletionSource _outOfSafeMode = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when safe mode is off for the first time.</summary>
    public Task OutOfSafeMode => _outOfSafeMode.Task;

    /// <summary>Whether changes are refused for now; a glance from another thread.</summary>
    public bool InSafeMode => _core.InSafeMode;

    protected override string CallerOf(NameNodeInput input) =>
        input is ClientRequest { Caller: { } caller } ? $"{caller.User} at {caller.Address}" : "";

    protected override Exception Refusal(CoreFault fault) => FaultMapping.ToRpc((HdfsFault)fault);

    protected override void AfterBatch()
    {
        if (_core.HasBackgroundWork)
        {
            // A piece between other inputs.
            StepLater(s_nextPiece);
        }

        if (!_outOfSafeMode.Task.IsCompleted && !_core.InSafeMode)
        {
            _outOfSafeMode.TrySetResult();
        }
    }
}
