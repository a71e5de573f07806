using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Engine;
using Hathi.Log;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Steps;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Schema;

/// <summary>The engine of the schema's Core: what its effects mean.</summary>
/// <param name="core">Restored and started.</param>
/// <param name="log">Its edits.</param>
/// <param name="clock">The time of its steps.</param>
/// <param name="nodeLog">Where failures are told.</param>
/// <param name="apply">Makes a change seen that is durable, before whoever asked for it is answered.</param>
internal sealed class SchemaEngine(SchemaCore core, DurableLog log, IClock clock, ILogger nodeLog, Action<SchemaOutcome> apply)
    : CoreEngine<SchemaInput>(core, log, clock, nodeLog, "ring", new SchemaTick(), NoGathering.Instance)
{
    protected override string CallerOf(SchemaInput input) => input is ChangeSchemaRequest ? "a CQL client" : "";

    protected override Exception Refusal(CoreFault fault) => ((SchemaFault)fault).Refusal;

    protected override void Do(object what) => apply((SchemaOutcome)what);

    private sealed class NoGathering : ICallSource
    {
        public static readonly NoGathering Instance = new();

        public bool IsInvoking => false;

        public void BeginAnswers()
        {
        }

        public void EndAnswers()
        {
        }

        public Exception Unforeseen(string call, Exception fault) => fault;
    }
}
