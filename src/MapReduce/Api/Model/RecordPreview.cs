using System.Text;

namespace Hathi.MapReduce;

/// <summary>The start of a record as messages show it.</summary>
internal static class RecordPreview
{
    private const int MaxBytes = 80;

    internal static string Of(ReadOnlySpan<byte> record)
    {
        var shown = record.Length <= MaxBytes ? record : record[..MaxBytes];
        var text = new StringBuilder(MaxBytes + 8);
        foreach (var c in Encoding.UTF8.GetString(shown))
        {
            text.Append(char.IsControl(c) ? '.' : c);
        }

        return record.Length <= MaxBytes ? text.ToString() : text.Append('…').ToString();
    }
}
