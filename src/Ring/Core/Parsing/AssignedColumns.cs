using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// What an UPDATE has set already: a column is set once as a whole, or in parts, and of these no field twice. Few are compared one by one.
/// </summary>
internal sealed class AssignedColumns
{
    /// <summary>As many are worth no tables.</summary>
    public const int Few = 16;

    private readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);
    private readonly HashSet<(string Column, string Field)> _fields = [];

    public AssignedColumns(ReadOnlySpan<Assignment> assignments)
    {
        foreach (var assignment in assignments)
        {
            TryAdd(assignment);
        }
    }

    /// <summary>Whether it goes together with all before it.</summary>
    public bool TryAdd(Assignment assignment)
    {
        var isFirst = _columns.Add(assignment.Column);
        return assignment switch
        {
            _ when _whole.Contains(assignment.Column) => false,
            SetColumn => _whole.Add(assignment.Column) && isFirst,
            SetField field => _fields.Add((field.Column, field.Field)),
            _ => true,
        };
    }

    /// <summary>The same, of few.</summary>
    public static bool IsCompatible(Assignment assignment, ReadOnlySpan<Assignment> before)
    {
        foreach (var other in before)
        {
            if (other.Column == assignment.Column && !IsCompatible(assignment, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsCompatible(Assignment assignment, Assignment other) => (assignment, other) switch
    {
        (SetColumn, _) or (_, SetColumn) => false,
        (SetField field, SetField before) => field.Field != before.Field,
        _ => true,
    };
}
