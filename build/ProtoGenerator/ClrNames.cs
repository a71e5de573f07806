using System.Text;

namespace Hathi.ProtoGenerator;

/// <summary>What protoc calls things in C#. Source: protobuf's csharp_helpers.cc (UnderscoresToCamelCase, GetPropertyName).</summary>
internal static class ClrNames
{
    private static readonly HashSet<string> s_taken = new(StringComparer.Ordinal)
    {
        "Types", "Descriptor", "Equals", "ToString", "GetHashCode", "WriteTo", "Clone", "CalculateSize", "MergeFrom", "OnConstruction",
        "Parser",
    };

    /// <summary>The property of a field.</summary>
    public static string Property(ProtoMessageType message, ProtoField field)
    {
        var name = new StringBuilder(field.Name.Length);
        var capital = true;
        foreach (var c in field.Name)
        {
            if (c is >= 'a' and <= 'z')
            {
                name.Append(capital ? (char)(c - 'a' + 'A') : c);
                capital = false;
            }
            else if (c is >= 'A' and <= 'Z')
            {
                name.Append(c);
                capital = false;
            }
            else
            {
                capital = true;
                if (c is >= '0' and <= '9')
                {
                    name.Append(c);
                }
            }
        }

        var property = name.ToString();
        return property == message.Name || s_taken.Contains(property) ? property + "_" : property;
    }
}
