using Hathi.Ring.Data.Reads;

namespace Hathi.Ring.Kit;

/// <summary>What a source answers, as text to be compared.</summary>
internal static class Answers
{
    /// <summary>A line each row.</summary>
    public static List<string> Of(IRowSource source, ReadCommand command)
    {
        using var cursor = source.Read(command);
        return Of(cursor);
    }

    /// <summary>A line each row that is left.</summary>
    public static List<string> Of(IRowCursor cursor)
    {
        var rows = new List<string>();
        while (cursor.MoveNext())
        {
            rows.Add(Line(cursor));
        }

        return rows;
    }

    /// <summary>Where it is.</summary>
    public static string Line(IRowCursor cursor) =>
        $"{cursor.Token} {Convert.ToHexString(cursor.Key)} {(cursor.IsStatic ? "static" : Convert.ToHexString(cursor.Clustering))}: "
        + Convert.ToHexString(cursor.Row);
}
