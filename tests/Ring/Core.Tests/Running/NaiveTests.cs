using System.Globalization;
using Hathi.Ring.Core.Tests.Meaning;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>
/// Streams of statements from a seed: what they mean to the naive interpreter they mean to plans and runs, row by row and in order, page by
/// page. HATHI_SEED=n runs one seed, HATHI_SEEDS=n says how many.
/// </summary>
public sealed class NaiveTests
{
    private const int Statements = 250;

    [Fact]
    public void Streams_of_statements_have_the_rows_that_a_naive_interpreter_finds()
    {
        var only = Environment.GetEnvironmentVariable("HATHI_SEED");
        var count = int.Parse(Environment.GetEnvironmentVariable("HATHI_SEEDS") ?? "200", CultureInfo.InvariantCulture);
        var first = only is null ? 1 : ulong.Parse(only, CultureInfo.InvariantCulture);
        var rows = 0;
        for (var seed = first; seed < first + (only is null ? (ulong)count : 1); seed++)
        {
            rows += Run(seed);
        }

        Assert.True(only is not null || rows > count * 50, $"{rows} rows were compared");
    }

    private static int Run(ulong seed)
    {
        var stream = new StatementStream(seed);
        var schema = stream.Tables.Aggregate(TestSchema.Empty(), static (s, t) => TestSchema.With(s, StatementStream.Create(t)));
        var node = new Node(schema, TestSchema.Keyspace, seed);
        var naive = new NaiveInterpreter(stream.Tables);
        var rows = 0;
        for (var i = 0; i < Statements; i++)
        {
            var (text, values, pageSize) = stream.Next();
            node.Pass(seconds: i % 7 == 0 ? 2 : 0);
            naive.Second = node.Second;
            var where = $"seed {seed}, statement {i}, pages of {pageSize}: {text} <- {string.Join(", ", values)}";
            List<List<string>>? pages;
            try
            {
                pages = node.Run(text, pageSize, [.. values.Select(static v => v is null ? null : NaiveTable.Bytes(v))]);
            }
            catch (Syntax.CqlException e)
            {
                throw new InvalidOperationException($"{where}: {e.Message}", e);
            }

            var expected = naive.Run(text, values);
            var found = pages?.SelectMany(static p => p).ToList();
            var shown = string.Join("\n--\n", (pages ?? []).Select(static p => string.Join('\n', p)));
            Assert.True(
                expected is null ? found is null : found is not null && expected.SequenceEqual(found),
                $"{where}\nexpected\n{string.Join('\n', expected ?? [])}\nfound\n{shown}");
            rows += found?.Count ?? 0;
            CheckPages(pages, text.Contains("count(", StringComparison.Ordinal) ? 0 : pageSize, where);
        }

        return rows;
    }

    // All but the last are full.
    private static void CheckPages(List<List<string>>? pages, int pageSize, string where)
    {
        for (var i = 0; i < pages?.Count && pageSize > 0; i++)
        {
            var isFull = i + 1 < pages.Count ? pages[i].Count == pageSize : pages[i].Count <= pageSize;
            Assert.True(isFull, $"{where}: page {i} has {pages[i].Count} rows");
        }
    }
}
