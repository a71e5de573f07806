namespace Hathi.ProtoGenerator;

/// <summary>The types of a project's .proto files, by name.</summary>
internal sealed class ProtoTypes
{
    private static readonly HashSet<string> s_scalars = new(StringComparer.Ordinal)
    {
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool",
        "string", "bytes",
    };

    private readonly Dictionary<string, ProtoMessageType> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _checked = new(StringComparer.Ordinal);

    public ProtoTypes(IEnumerable<ProtoFile> files)
    {
        foreach (var file in files)
        {
            foreach (var declared in file.Enums)
            {
                _enums[declared.Key] = declared.Value;
            }

            foreach (var message in file.Messages)
            {
                _messages[message.FullName] = message;
            }
        }
    }

    /// <summary>Whether something can be missing in it or be no value of its enum, itself or below.</summary>
    public bool CanMiss(ProtoMessageType message)
    {
        if (!_checked.TryGetValue(message.FullName, out var answer))
        {
            answer = CanMiss(message, []);
            _checked[message.FullName] = answer;
        }

        return answer;
    }

    public FieldKind KindOf(ProtoMessageType message, ProtoField field)
    {
        if (s_scalars.Contains(field.Type))
        {
            return FieldKind.Scalar;
        }

        var (found, numbers) = Resolve(message, field.Type);
        return numbers is not null
            ? FieldKind.Enum
            : found is null ? FieldKind.Foreign
            : CanMiss(found) ? FieldKind.Checked
            : FieldKind.Unchecked;
    }

    /// <summary>The numbers that the enum of a field names; null: it is of no enum of these files.</summary>
    public IReadOnlyList<string>? NumbersOf(ProtoMessageType message, ProtoField field) =>
        s_scalars.Contains(field.Type) ? null : Resolve(message, field.Type).Numbers;

    private bool CanMiss(ProtoMessageType message, HashSet<string> seen)
    {
        if (!seen.Add(message.FullName))
        {
            return false;
        }

        foreach (var field in message.Fields)
        {
            if (field.IsRequired)
            {
                return true;
            }

            if (!s_scalars.Contains(field.Type)
                && Resolve(message, field.Type).Message is var type
                && (type is null || CanMiss(type, seen)))
            {
                return true;
            }
        }

        return false;
    }

    // From the innermost scope outwards. Neither: it is a type of another project.
    private (ProtoMessageType? Message, List<string>? Numbers) Resolve(ProtoMessageType inside, string name)
    {
        if (name[0] == '.')
        {
            return Find(name.Substring(1));
        }

        for (var scope = inside.FullName; ; scope = scope.Substring(0, scope.LastIndexOf('.')))
        {
            var found = Find($"{scope}.{name}");
            if (found.Message is not null || found.Numbers is not null)
            {
                return found;
            }

            if (scope.IndexOf('.') < 0)
            {
                return Find(name);
            }
        }
    }

    private (ProtoMessageType? Message, List<string>? Numbers) Find(string fullName) =>
        (_messages.TryGetValue(fullName, out var message) ? message : null, _enums.TryGetValue(fullName, out var numbers) ? numbers : null);
}

/// <summary>What a check must do about a field.</summary>
internal enum FieldKind
{
    /// <summary>A number, a text or bytes: there or not.</summary>
    Scalar,

    /// <summary>An enum: there, not there, or a number that it does not name.</summary>
    Enum,

    /// <summary>A message in which something can be missing.</summary>
    Checked,

    /// <summary>A message in which nothing can.</summary>
    Unchecked,

    /// <summary>A type of another project: an enum, or a message that says itself.</summary>
    Foreign,
}
