namespace Hathi.Ring.Core.Syntax;

/// <summary>How a relation or a condition compares.</summary>
public enum Operator
{
    /// <summary><c>=</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>IN</c>, of a condition; relations with it are records of their own.</summary>
    In,

    /// <summary><c>LIKE</c>.</summary>
    Like,

    /// <summary><c>CONTAINS</c>.</summary>
    Contains,

    /// <summary><c>CONTAINS KEY</c>.</summary>
    ContainsKey,
}
