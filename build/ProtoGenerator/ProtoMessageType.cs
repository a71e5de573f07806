namespace Hathi.ProtoGenerator;

/// <summary>A message type as its .proto file declares it.</summary>
/// <param name="name">Its own name.</param>
/// <param name="fullName">With package and the messages around it, dots between.</param>
/// <param name="outer">The message that it is nested in; null for one of the file.</param>
internal sealed class ProtoMessageType(string name, string fullName, ProtoMessageType? outer)
{
    public string Name { get; } = name;

    public string FullName { get; } = fullName;

    public ProtoMessageType? Outer { get; } = outer;

    public List<ProtoField> Fields { get; } = [];
}

/// <summary>A field of a message.</summary>
/// <param name="label">required, optional, repeated; empty for one of a oneof.</param>
/// <param name="type">As written: a scalar's keyword or a name to be resolved.</param>
/// <param name="name">As written.</param>
/// <param name="number">As written.</param>
internal sealed class ProtoField(string label, string type, string name, string number)
{
    public bool IsRequired { get; } = label == "required";

    public bool IsRepeated { get; } = label == "repeated";

    public string Type { get; } = type;

    public string Name { get; } = name;

    public string Number { get; } = number;
}

/// <summary>One .proto file.</summary>
internal sealed class ProtoFile
{
    public string Package { get; set; } = "";

    /// <summary>option csharp_namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>All of them, nested ones too.</summary>
    public List<ProtoMessageType> Messages { get; } = [];

    /// <summary>The numbers that each enum names, by its full name.</summary>
    public Dictionary<string, List<string>> Enums { get; } = new(StringComparer.Ordinal);
}
