using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hathi.Ring.Core.Meaning;
using Hathi.Ring.Core.Meaning.Plans;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Node.Queries;

/// <summary>
/// The prepared statements of a node, by their ids. When they are too many, those go that were not executed since the last time somebody
/// looked: their clients are told UNPREPARED and prepare them again. Any thread.
/// </summary>
/// <param name="maxWeight">Bytes of memory, about (<c>prepared_statements_cache_size</c>).</param>
internal sealed class PreparedStatements(long maxWeight)
{
    private const int IdBytes = 16;
    private readonly ConcurrentDictionary<Guid, PreparedStatement> _all = new();
    private readonly Queue<PreparedStatement> _ring = new(); // under _gate
    private readonly Lock _gate = new();
    private long _weight; // under _gate

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Those that had to go.</summary>
    public long Evicted { get; private set; }

    /// <summary>Told of each that is new.</summary>
    public Action<PreparedStatement> Added { get; set; } = static _ => { };

    /// <summary>All of them.</summary>
    public IEnumerable<PreparedStatement> All => _all.Values;

    /// <summary>A statement by its id; null: it is not known here.</summary>
    public PreparedStatement? Find(ReadOnlySpan<byte> id)
    {
        if (id.Length != IdBytes || !_all.TryGetValue(new Guid(id, bigEndian: true), out var statement))
        {
            return null;
        }

        if (!statement.IsUsed)
        {
            statement.IsUsed = true;
        }

        return statement;
    }

    /// <summary>Prepares a text; the same one with the same keyspace has the same id, on all nodes.</summary>
    /// <exception cref="CqlException">It is no statement, cannot be done, or is too long.</exception>
    public PreparedStatement Prepare(RingSchema schema, string? keyspace, ReadOnlySpan<byte> text)
    {
        var parsed = CqlParser.Parse(text);
        var plan = PlanAlone(schema, parsed);
        if (plan is not null || keyspace is null)
        {
            keyspace = null;
            plan ??= StatementPlans.Plan(schema, null, parsed);
        }
        else
        {
            plan = StatementPlans.Plan(schema, keyspace, parsed);
        }

        var id = IdOf(keyspace, text);
        var ready = new PreparedPlan(schema, plan);
        if (_all.TryGetValue(id, out var known))
        {
            known.IsUsed = true;
            known.Replan(ready);
            return known;
        }

        var statement = new PreparedStatement(id, keyspace, text.ToArray(), ready);
        if (statement.Weight > maxWeight)
        {
            throw new CqlException(
                CqlErrorCode.Invalid,
                $"Prepared statement of size {statement.Weight} bytes is larger than allowed maximum of {maxWeight} bytes: "
                + $"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 200)])}...");
        }

        return Keep(statement);
    }

    /// <summary>Forgets one: it cannot be done any more.</summary>
    public void Forget(PreparedStatement statement) => _all.TryRemove(new(statement.Id, statement));

    /// <summary>The id of a text.</summary>
    public static Guid IdOf(string? keyspace, ReadOnlySpan<byte> text)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        if (keyspace is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(keyspace));
        }

        hash.AppendData(text);
        hash.GetHashAndReset(id);
        return new Guid(id, bigEndian: true);
    }

    // Whoever names keyspaces everywhere means the same wherever it is prepared.
    private static StatementPlan? PlanAlone(RingSchema schema, ParsedStatement parsed)
    {
        try
        {
            return StatementPlans.Plan(schema, null, parsed);
        }
        catch (CqlException)
        {
            return null;
        }
    }

    private PreparedStatement Keep(PreparedStatement statement)
    {
        lock (_gate)
        {
            var kept = _all.GetOrAdd(statement.Id, statement);
            if (kept != statement)
            {
                return kept;
            }

            _ring.Enqueue(statement);
            _weight += statement.Weight;
            while (_weight > maxWeight)
            {
                var oldest = _ring.Dequeue();
                if (oldest.IsUsed && oldest != statement && _all.ContainsKey(oldest.Id))
                {
                    oldest.IsUsed = false;
                    _ring.Enqueue(oldest);
                    continue;
                }

                if (oldest == statement)
                {
                    _ring.Enqueue(oldest);
                    continue;
                }

                Forget(oldest);
                _weight -= oldest.Weight;
                Evicted++;
            }
        }

        Added(statement);
        return statement;
    }
}
