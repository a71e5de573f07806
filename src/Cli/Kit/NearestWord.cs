namespace Hathi.Cli.Kit;

/// <summary>How far one word is from another.</summary>
internal static class NearestWord
{
    /// <summary>Characters of a word that are looked at; what is longer is no slip of the hand.</summary>
    private const int MaxLength = 64;

    /// <summary>Characters to insert, remove or replace to make one word the other (Levenshtein's distance).</summary>
    public static int Distance(string a, string b)
    {
        a = a.Length > MaxLength ? a[..MaxLength] : a;
        b = b.Length > MaxLength ? b[..MaxLength] : b;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
