using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Protocol.Metadata;

namespace Hathi.Ring.Node.Queries;

/// <summary>What a prepared statement means with one schema. Immutable.</summary>
internal sealed class PreparedPlan
{
    // A table has less; but a statement may name a column many times.
    internal const int MostMetadataBytes = 8 * 1024 * 1024;

    public PreparedPlan(RingSchema schema, StatementPlan plan)
    {
        Schema = schema;
        Plan = plan;
        Variables = new VariablesMetadata(ColumnsOf(plan.Variables), [.. plan.KeyIndexes.Select(static i => (ushort)i)]);
        Result = plan.ResultColumns.IsEmpty ? ColumnList.Empty : ColumnsOf(plan.ResultColumns);
        ResultId = RowsMetadata.IdOf(Result);
    }

    private PreparedPlan(RingSchema schema, PreparedPlan other) =>
        (Schema, Plan, Variables, Result, ResultId) = (schema, other.Plan, other.Variables, other.Result, other.ResultId);

    /// <summary>With which it was planned.</summary>
    public RingSchema Schema { get; }

    /// <summary>What it means.</summary>
    public StatementPlan Plan { get; }

    /// <summary>Its variables, for drivers.</summary>
    public VariablesMetadata Variables { get; }

    /// <summary>Its columns, for drivers.</summary>
    public ColumnList Result { get; }

    /// <summary>By which drivers of version 5 know the columns.</summary>
    public byte[] ResultId { get; }

    /// <summary>The same, where another schema has changed nothing of it; null: it is to be planned anew.</summary>
    public PreparedPlan? With(RingSchema schema)
    {
        var isSame = Plan switch
        {
            OtherPlan => true,
            { Table: { } table } => ReferenceEquals(schema.FindTable(table.Keyspace, table.Name), table),
            _ => false,
        };
        return isSame ? new PreparedPlan(schema, this) : null;
    }

    /// <summary>Columns as metadata have them.</summary>
    /// <exception cref="CqlException">They would be too long: looked at before any of it is written.</exception>
    public static ColumnList ColumnsOf(IReadOnlyList<Core.Meaning.Terms.Variable> variables)
    {
        var bytes = 0L;
        foreach (var variable in variables)
        {
            bytes += MetadataBytes.Of(variable.Name, variable.Type, MostMetadataBytes - bytes);
            if (bytes > MostMetadataBytes)
            {
                throw new CqlException(
                    CqlErrorCode.Invalid,
                    $"The columns or variables of the statement, with all of their types, would have more than {MostMetadataBytes} bytes");
            }
        }

        return variables.Count == 0
            ? ColumnList.Empty
            : new ColumnList([.. variables.Select(static v => new ColumnSpec(v.Keyspace, v.Table, v.Name, v.Type))]);
    }
}

/// <summary>A statement that clients execute by its id. Any thread.</summary>
/// <param name="id">MD5 of keyspace and text.</param>
/// <param name="keyspace">Where names without a keyspace are looked up; null: there are none.</param>
/// <param name="text">UTF-8.</param>
/// <param name="plan">What it means now.</param>
internal sealed class PreparedStatement(Guid id, string? keyspace, byte[] text, PreparedPlan plan)
{
    // What a statement weighs beside its text: its tree, its plan, its columns in bytes, some times its text.
    private const int BytesOfOne = 2_048;
    private const int TimesText = 8;

    private PreparedPlan _plan = plan;

    /// <summary>By which it is executed.</summary>
    public Guid Id { get; } = id;

    /// <summary>Where names without a keyspace are looked up.</summary>
    public string? Keyspace { get; } = keyspace;

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Text => text;

    /// <summary>Bytes of memory, about.</summary>
    public long Weight { get; } = BytesOfOne + ((long)text.Length * TimesText);

    /// <summary>It was executed since somebody looked for one to forget.</summary>
    public bool IsUsed { get; set; }

    /// <summary>
    /// Its columns have been others: a client of version 4 may still have those, and is told them with each answer. Nobody can tell who
    /// has.
    /// </summary>
    public bool HasMoved { get; private set; }

    /// <summary>What it means, with which schema.</summary>
    public PreparedPlan Plan => Volatile.Read(ref _plan);

    /// <summary>The schema is another.</summary>
    public void Replan(PreparedPlan plan)
    {
        HasMoved |= !plan.ResultId.AsSpan().SequenceEqual(Plan.ResultId);
        Volatile.Write(ref _plan, plan);
    }

    /// <summary>The id as drivers send it.</summary>
    public byte[] IdBytes() => Id.ToByteArray(bigEndian: true);
}
