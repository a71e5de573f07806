using Hathi.Base;

namespace Hathi.Ring.Core.Syntax;

/// <summary>A statement is refused, with the code and the message that a client of Cassandra knows.</summary>
public sealed class CqlException(CqlErrorCode code, string message) : RefusedException(message)
{
    /// <summary>As the native protocol's ERROR has it.</summary>
    public CqlErrorCode Code => code;

    /// <summary>Of <see cref="CqlErrorCode.AlreadyExists"/>: the keyspace that is there, or in which the table is.</summary>
    public string Keyspace { get; init; } = "";

    /// <summary>Of <see cref="CqlErrorCode.AlreadyExists"/>: the table that is there; of a keyspace empty.</summary>
    public string Table { get; init; } = "";

    /// <summary>Another token was expected: Cassandra's parser may try something else, which it does after no other error.</summary>
    internal bool IsAboutInput { get; init; }
}
