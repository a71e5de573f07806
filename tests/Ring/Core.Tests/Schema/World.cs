using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Parsing;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Core.SystemTables;

namespace Hathi.Ring.Core.Tests.Schema;

/// <summary>A schema by itself: statements in, answers and records out.</summary>
internal sealed class World
{
    private long _now = 1_796_087_500_000;
    private string? _keyspace;

    public World() => Core.Start();

    public SchemaCore Core { get; } = New();

    public List<byte[]> Log { get; } = [];

    public RingSchema Schema => Core.Schema;

    public static SchemaCore New() => new(SystemKeyspaces.All, new SeededRandom(1));

    /// <summary>What a statement comes to, as the transcripts write it.</summary>
    public string Say(string text)
    {
        try
        {
            var statement = CqlParser.Parse(text).Statement;
            if (statement is UseStatement use)
            {
                return Use(use.Keyspace);
            }

            return Text(Run(statement));
        }
        catch (CqlException e)
        {
            var what = e.Code == CqlErrorCode.AlreadyExists ? $"[{e.Keyspace}.{e.Table}] " : "";
            return $"{(int)e.Code:x4} {what}{e.Message}";
        }
    }

    /// <summary>A statement that is taken.</summary>
    public SchemaOutcome Do(string text) => Run(CqlParser.Parse(text).Statement)!;

    private string Use(string keyspace)
    {
        if (Schema.FindKeyspace(keyspace) is null)
        {
            return $"2200 Keyspace '{keyspace}' does not exist";
        }

        _keyspace = keyspace;
        return $"USE {keyspace}";
    }

    private SchemaOutcome? Run(Statement statement)
    {
        if (statement is TruncateStatement truncate)
        {
            _ = Hathi.Ring.Core.Schema.Operations.Truncation.Find(Schema, truncate, _keyspace);
            return null;
        }

        var effects = new List<Effect>();
        var request = new ChangeSchemaRequest
        {
            Statement = statement,
            Keyspace = _keyspace,
            Nodes = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add("datacenter1", 1),
        };
        Core.Step(new Now(++_now, _now), request, effects);
        foreach (var effect in effects.Where(static e => e.Kind == EffectKind.AppendEdit))
        {
            Log.Add(effect.Record.ToArray());
        }

        var last = effects[^1];
        return last.Kind == EffectKind.Refuse ? throw ((SchemaFault)last.Fault!).Refusal : (SchemaOutcome)last.Result!;
    }

    private static string Text(SchemaOutcome? outcome)
    {
        var text = outcome?.Change is { } c
            ? string.Join(' ', new[] { c.Kind.ToString().ToUpperInvariant(), c.Target.ToString().ToUpperInvariant(), c.Keyspace, c.Name })
                .TrimEnd()
            : "VOID";
        return text + string.Concat((outcome?.Warnings ?? []).Select(static w => $"\n    warning: {w}"));
    }
}
