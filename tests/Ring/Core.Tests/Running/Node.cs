using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Running;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Kit;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>Runs statements one after another over the plain store, with a clock that goes on by a microsecond.</summary>
internal sealed class Node
{
    // 2026-12-01: what expires in an hour has not by then.
    private long _now = 1_796_083_200_000_000;
    private readonly MutationRun _mutation;
    private readonly RowPage _page;
    private readonly string _keyspace;

    public Node(RingSchema schema, string keyspace, ulong seed = 1)
    {
        Schema = schema;
        _keyspace = keyspace;
        var clock = new EvaluationClock(new SeededRandom(seed));
        (_mutation, _page) = (new MutationRun(clock), new RowPage(clock));
        foreach (var table in schema.FindKeyspace(keyspace)!.Tables.Values)
        {
            Store.SetTable(table.Shape);
        }
    }

    public ModelStore Store { get; } = new();

    public RingSchema Schema { get; }

    /// <summary>Seconds since 1970, of the next statement.</summary>
    public long Second => (_now + 1) / 1_000_000;

    /// <summary>Time passes.</summary>
    public void Pass(int seconds) => _now += seconds * 1_000_000L;

    /// <summary>The rows of each page; none: the statement answers no rows.</summary>
    public List<List<string>>? Run(string statement, int pageSize, params byte[]?[] values)
    {
        var plan = StatementPlans.Prepare(Schema, _keyspace, Encoding.UTF8.GetBytes(statement));
        return Run(plan, pageSize, values);
    }

    public List<List<string>>? Run(StatementPlan plan, int pageSize, params byte[]?[] values)
    {
        var bytes = values.SelectMany(static v => v ?? []).ToArray();
        var places = new Argument[values.Length];
        for (var (i, offset) = (0, 0); i < values.Length; i++)
        {
            places[i] = values[i] is null ? Argument.Null : ReferenceEquals(values[i], Unset) ? Argument.Unset
                : new Argument(offset, values[i]!.Length);
            offset += values[i]?.Length ?? 0;
        }

        var arguments = new Arguments(bytes, places);
        _now++;
        if (plan is SelectPlan select)
        {
            return Select(select, arguments, pageSize);
        }

        _mutation.Begin(_now, null);
        if (plan is BatchPlan batch)
        {
            _mutation.Add(batch, arguments);
        }
        else
        {
            _mutation.Add((ModificationPlan)plan, arguments);
        }

        if (!_mutation.Record.IsEmpty)
        {
            Store.Apply(_mutation.Record);
        }

        return null;
    }

    /// <summary>A value that is not set.</summary>
    public static byte[] Unset { get; } = new byte[1];

    private const long FewLooks = 3;

    private List<List<string>> Select(SelectPlan plan, Arguments arguments, int pageSize)
    {
        var pages = new List<List<string>>();
        var state = Array.Empty<byte>();
        do
        {
            Assert.InRange(pages.Count, 0, 500);
            var sink = new TextSink(plan.ResultColumns);
            _page.Begin(plan, arguments, pageSize, state, _now);

            // As a thread that must not work for long: what has many rows begins once more.
            if (!_page.TryRun(Store, FewLooks, ref sink))
            {
                sink = new TextSink(plan.ResultColumns);
                Assert.True(_page.TryRun(Store, long.MaxValue, ref sink));
            }

            pages.Add(sink.Rows);
            state = _page.PagingState.ToArray();
        }
        while (state.Length > 0);
        return pages;
    }

    /// <summary>Rows as texts.</summary>
    private sealed class TextSink(ImmutableArray<Variable> columns) : IRowSink
    {
        private readonly List<string> _row = [];

        public List<string> Rows { get; } = [];

        public void Value(scoped ReadOnlySpan<byte> value) => Add(Text(columns[_row.Count].Type, value));

        public void Null() => Add("null");

        private void Add(string text)
        {
            _row.Add(text);
            if (_row.Count == columns.Length)
            {
                Rows.Add(string.Join(" | ", _row));
                _row.Clear();
            }
        }
    }

    internal static string Text(Data.Types.CqlType type, ReadOnlySpan<byte> value)
    {
        switch (type.Kind)
        {
            case CqlKind.Int when value.Length == 4:
                return BinaryPrimitives.ReadInt32BigEndian(value).ToString(CultureInfo.InvariantCulture);
            case CqlKind.Bigint or CqlKind.Counter when value.Length == 8:
                return BinaryPrimitives.ReadInt64BigEndian(value).ToString(CultureInfo.InvariantCulture);
            case CqlKind.Varchar or CqlKind.Ascii when value.IndexOfAnyExceptInRange((byte)32, (byte)126) < 0 && !value.ContainsAny("'|"u8):
                return $"'{Encoding.ASCII.GetString(value)}'";
            default:
                return $"0x{Convert.ToHexStringLower(value)}";
        }
    }
}
