namespace Hathi.Ring.Core.Lexing;

/// <summary>From a word to its keyword, in any case of letters, without making a text of it.</summary>
internal static class Keywords
{
    /// <summary>What <see cref="Hash"/> starts from.</summary>
    public const uint HashStart = 2_166_136_261;

    private const uint HashFactor = 16_777_619;
    private const int Slots = 1024;

    private static readonly (string Word, TokenKind Kind)[] s_spelledOtherwise =
    [
        ("boolean", TokenKind.BooleanType), ("duration", TokenKind.DurationType), ("float", TokenKind.FloatType),
        ("uuid", TokenKind.UuidType),
        ("table", TokenKind.Columnfamily), ("columnfamilies", TokenKind.Tables), ("select_masked", TokenKind.SelectMasked),
        ("nan", TokenKind.PositiveNan), ("infinity", TokenKind.PositiveInfinity), ("true", TokenKind.Boolean), ("false", TokenKind.Boolean),
    ];

    private static readonly string[] s_reservedTypes = ["byte", "complex", "enum", "interval", "macaddr", "bitstring"];

    private static readonly (byte[] Word, TokenKind Kind)[] s_words = Words();
    private static readonly short[] s_slots = Table();

    /// <summary>Takes the next letter, digit or underscore of a word.</summary>
    public static uint Hash(uint hash, byte letter) => (hash ^ (letter | 0x20u)) * HashFactor;

    /// <summary>The keyword, or <see cref="TokenKind.Ident"/>.</summary>
    /// <param name="word">Letters, digits and underscores.</param>
    /// <param name="hash">Of all of them.</param>
    public static TokenKind KindOf(ReadOnlySpan<byte> word, uint hash)
    {
        for (var slot = hash % Slots; s_slots[slot] != 0; slot = (slot + 1) % Slots)
        {
            var (found, kind) = s_words[s_slots[slot] - 1];
            if (IsSame(word, found))
            {
                return kind;
            }
        }

        return TokenKind.Ident;
    }

    /// <summary>A name of user types that Cassandra keeps for itself, unless it is quoted; others of its list are keywords.</summary>
    public static bool IsReservedType(string name) => Array.IndexOf(s_reservedTypes, name) >= 0;

    /// <summary>The same for a text that is a word in lower case.</summary>
    public static TokenKind KindOf(string word)
    {
        Span<byte> bytes = stackalloc byte[word.Length <= 32 ? word.Length : 0];
        var hash = HashStart;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)word[i];
            hash = Hash(hash, bytes[i]);
        }

        return bytes.IsEmpty ? TokenKind.Ident : KindOf(bytes, hash);
    }

    // An underscore and the character for "delete" are the same here; a word has only one of them.
    private static bool IsSame(ReadOnlySpan<byte> word, byte[] found)
    {
        if (word.Length != found.Length)
        {
            return false;
        }

        for (var i = 0; i < found.Length; i++)
        {
            if ((word[i] | 0x20) != (found[i] | 0x20))
            {
                return false;
            }
        }

        return true;
    }

    private static (byte[] Word, TokenKind Kind)[] Words()
    {
        var otherwise = s_spelledOtherwise.Select(static w => w.Kind).ToHashSet();
        otherwise.Remove(TokenKind.Columnfamily);
        otherwise.Remove(TokenKind.Tables);
        var byName = Enum.GetValues<TokenKind>()
            .Where(k => Kinds.IsKeyword(k) && !otherwise.Contains(k) && k is not (TokenKind.NegativeNan or TokenKind.NegativeInfinity))
            .Select(static k => (k.ToString().ToLowerInvariant(), k));
        return [.. byName.Concat(s_spelledOtherwise).Select(static w => (System.Text.Encoding.ASCII.GetBytes(w.Item1), w.Item2))];
    }

    private static short[] Table()
    {
        var slots = new short[Slots];
        for (var i = 0; i < s_words.Length; i++)
        {
            var hash = s_words[i].Word.Aggregate(HashStart, Hash);
            var slot = hash % Slots;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) % Slots;
            }

            slots[slot] = (short)(i + 1);
        }

        return slots;
    }
}
