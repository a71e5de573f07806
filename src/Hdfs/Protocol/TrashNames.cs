using System.Globalization;

namespace Hathi.Hdfs.Protocol;

/// <summary>
/// What a user's trash is called and what is in it: <c>.Trash/Current</c> with what was deleted since the last checkpoint, and checkpoints
/// named after their time, in the time zone of whoever makes them. Source: Apache's TrashPolicyDefault.
/// </summary>
public static class TrashNames
{
    /// <summary>In a user's home directory.</summary>
    public const string Root = ".Trash";

    /// <summary>In the trash: what was deleted lately.</summary>
    public const string Current = "Current";

    /// <summary>Checkpoints of one second that are told apart.</summary>
    public const int MostCheckpointsASecond = 1_000;

    private const string Format = "yyMMddHHmmss";
    private const string OldFormat = "yyMMddHHmm";

    /// <summary>The name of a checkpoint.</summary>
    /// <param name="now">When it is made.</param>
    /// <param name="attempt">0, or how many of this second there are already.</param>
    public static string Checkpoint(DateTimeOffset now, int attempt)
    {
        var name = now.LocalDateTime.ToString(Format, CultureInfo.InvariantCulture);
        return attempt == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{attempt}");
    }

    /// <summary>When a checkpoint was made; false: the name is none of a checkpoint.</summary>
    public static bool TryParse(string name, out DateTimeOffset made)
    {
        // Java's parser stops at the first character that does not belong: "-1" behind the time is fine.
        var digits = name.AsSpan();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        digits = end < 0 ? digits : digits[..end];
        var format = digits.Length == OldFormat.Length ? OldFormat : Format;
        var isOne = DateTime.TryParseExact(digits, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time);
        made = isOne ? time : default;
        return isOne;
    }
}
