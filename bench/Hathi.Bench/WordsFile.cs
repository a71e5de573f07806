using System.Text;
using Hathi.Base;

namespace Hathi.Bench;

/// <summary>
/// Text as people write it, as far as counting words goes: few words are frequent and many are rare (Zipf's law with exponent 1).
/// </summary>
internal static class WordsFile
{
    private const int Vocabulary = 50_000;
    private const int WordsALine = 12;
    private const int FrequencyTable = 1 << 20;

    /// <summary>Writes a file of about so many bytes, the same for the same size.</summary>
    public static void Write(string path, long bytes)
    {
        var random = new SeededRandom(1);
        var words = new byte[Vocabulary][];
        for (var i = 0; i < Vocabulary; i++)
        {
            words[i] = Encoding.ASCII.GetBytes(Word(i));
        }

        var table = Table();
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        long written = 0;
        for (var column = 1; written < bytes; column++)
        {
            var word = words[table[(int)(random.NextUInt64() % FrequencyTable)]];
            file.Write(word);
            file.WriteByte(column % WordsALine == 0 ? (byte)'\n' : (byte)' ');
            written += word.Length + 1;
        }

        file.WriteByte((byte)'\n');
    }

    // Rank by place: rank r stands there in proportion to 1/(r+1).
    private static int[] Table()
    {
        var harmonic = 0.0;
        for (var rank = 1; rank <= Vocabulary; rank++)
        {
            harmonic += 1.0 / rank;
        }

        var table = new int[FrequencyTable];
        var (at, sum) = (0, 0.0);
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            sum += 1.0 / (rank + 1) / harmonic;
            for (; at < Math.Min(FrequencyTable, sum * FrequencyTable); at++)
            {
                table[at] = rank;
            }
        }

        return table;
    }

    // Frequent words are short ones.
    private static string Word(int rank)
    {
        var text = new StringBuilder();
        for (var left = rank + 20; left > 0; left /= 20)
        {
            text.Append("bcdfghjklmnprstvwxyz"[left % 20]).Append("aeiou"[left % 5]);
        }

        return text.ToString();
    }
}
