using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;

namespace Hathi.Ring.Client.Statements;

/// <summary>
/// A statement that servers have prepared. Its id is the same on all nodes, so that it belongs to no connection; one that does not know it
/// (any more) prepares it again by itself. Safe from any thread.
/// </summary>
public sealed class PreparedStatement
{
    private volatile PreparedAnswer _answer;

    internal PreparedStatement(string text, string? keyspace, PreparedAnswer answer)
    {
        Text = text;
        Keyspace = keyspace;
        _answer = answer;
    }

    /// <summary>As it was prepared.</summary>
    public string Text { get; }

    /// <summary>The keyspace that was named beside it; null: the connection's.</summary>
    public string? Keyspace { get; }

    /// <summary>What values it needs.</summary>
    public ColumnList Variables => _answer.Variables.Variables;

    /// <summary>Which variables are the partition's key, in the order of its columns: by them a request finds its replicas.</summary>
    public IReadOnlyList<ushort> KeyIndexes => _answer.Variables.KeyIndexes;

    /// <summary>Columns of its rows; none of what is no SELECT.</summary>
    public ColumnList Columns => _answer.ResultColumns;

    /// <summary>As a server told it last.</summary>
    internal PreparedAnswer Answer
    {
        get => _answer;
        set => _answer = value;
    }
}
