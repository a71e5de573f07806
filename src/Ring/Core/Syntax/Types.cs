namespace Hathi.Ring.Core.Syntax;

/// <summary>A type as it was written; the parser bounds how deep they nest.</summary>
public abstract record CqlType;

/// <summary>A type that has no parameters, by its name in lower case: <c>int</c>, <c>text</c>, …</summary>
public sealed record NativeType(string Name) : CqlType;

/// <summary><c>list&lt;element&gt;</c>.</summary>
public sealed record ListType(CqlType Element) : CqlType;

/// <summary><c>set&lt;element&gt;</c>.</summary>
public sealed record SetType(CqlType Element) : CqlType;

/// <summary><c>map&lt;key, value&gt;</c>.</summary>
public sealed record MapType(CqlType Key, CqlType Value) : CqlType;

/// <summary><c>tuple&lt;a, b&gt;</c>.</summary>
public sealed record TupleType(ImmutableArray<CqlType> Elements) : CqlType;

/// <summary><c>vector&lt;element, dimension&gt;</c>.</summary>
public sealed record VectorType(CqlType Element, int Dimension) : CqlType;

/// <summary><c>frozen&lt;type&gt;</c>.</summary>
public sealed record FrozenType(CqlType Type) : CqlType;

/// <summary>A type that a user has made.</summary>
public sealed record UserType(QualifiedName Name) : CqlType;

/// <summary>The name of a Java class, in quotes.</summary>
public sealed record CustomType(string Class) : CqlType;
