using Hathi.Ring.Core.Meaning.Planning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning;

/// <summary>From a statement's text to what it means.</summary>
public static class StatementPlans
{
    /// <summary>Plans a text.</summary>
    /// <param name="schema">What is declared.</param>
    /// <param name="keyspace">Where names without a keyspace are looked up; null: the connection has none.</param>
    /// <param name="utf8">The text.</param>
    /// <exception cref="CqlException">It is no statement, or cannot be done.</exception>
    public static StatementPlan Prepare(RingSchema schema, string? keyspace, ReadOnlySpan<byte> utf8) =>
        Plan(schema, keyspace, CqlParser.Parse(utf8));

    /// <summary>Plans a statement.</summary>
    /// <exception cref="CqlException">It cannot be done.</exception>
    public static StatementPlan Plan(RingSchema schema, string? keyspace, ParsedStatement parsed)
    {
        var context = new PlanContext(schema, keyspace, parsed.Markers) { IsOfBatch = parsed.Statement is BatchStatement };
        return parsed.Statement switch
        {
            SelectStatement select => SelectPlanner.Plan(context, select),
            Modification modification => ModificationPlanner.Plan(context, modification),
            BatchStatement batch => BatchPlanner.Plan(context, batch),
            _ => new OtherPlan(parsed.Statement),
        };
    }
}
