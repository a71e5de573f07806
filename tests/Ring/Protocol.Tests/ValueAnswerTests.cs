using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>
/// What Apache Cassandra 5.0.6 answered to EXECUTE with bytes for a column: the type as its metadata tell it, as CQL writes it, the bytes,
/// OK or code and message.
/// </summary>
public sealed class ValueAnswerTests
{
    private const string Refused = "2200 ";

    // It takes what nobody can read again: a number without digits, bytes behind a duration, null in a frozen list, halves of a character
    // and characters that Unicode does not have.
    private static readonly string[] s_stricter =
    [
        "decimal 00000000", "decimal 02040600", "decimal F4908080", "decimal FFFFFFFF", "duration 00000000", "duration 0000000000",
        "duration 00000000000000", "duration 0000000000000000", "duration 000000000000000000", "duration 000000000000000000000000000000",
        "duration 00000000000000000000000000000000", "duration 0000000000000000000000000000000000", "duration 00000001FF",
        "duration 02040600", "frozen<list<int>> 00000001FFFFFFFE", "frozen<list<int>> 00000001FFFFFFFF", "text EDA080", "text F4908080",
    ];

    // It fails where it should judge, and we take them.
    private static readonly string[] s_failures = ["list<int> 0000000100000000"];

    // It shows another half of a byte.
    private const string WrongVersion = "Invalid version for TimeUUID type: 0x";

    [Fact]
    public void Bytes_are_judged_as_Cassandra_does()
    {
        var wrong = new List<string>();
        var stricter = new HashSet<string>(StringComparer.Ordinal);
        var failures = new HashSet<string>(StringComparer.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "values-5.0.6.txt"));
        foreach (var line in lines)
        {
            var parts = line.Split(' ', 4);
            var fault = ValueCheck.Fault(Type(parts[0]), parts[2] == "-" ? [] : Convert.FromHexString(parts[2]));
            if (parts[3] == "OK" && fault is not null)
            {
                stricter.Add($"{parts[1]} {parts[2]}");
            }
            else if (fault is null && IsFailure(parts[3]))
            {
                failures.Add($"{parts[1]} {parts[2]}");
            }
            else if (!IsAsAnswered(fault, parts[3]))
            {
                wrong.Add($"{line} | {fault}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(s_stricter, stricter.Order(StringComparer.Ordinal));
        Assert.Equal(s_failures, failures.Order(StringComparer.Ordinal));
        Assert.InRange(lines.Length, 500, int.MaxValue);
    }

    private static bool IsAsAnswered(string? fault, string answer)
    {
        if (answer == "OK")
        {
            return fault is null;
        }

        // An exception of its own: of user types it says what is wrong, of others nothing that binds our words.
        if (!answer.StartsWith(Refused, StringComparison.Ordinal))
        {
            return fault is not null && (IsFailure(answer) || answer.EndsWith($"MarshalException: {fault}", StringComparison.Ordinal));
        }

        return Refused + fault == answer || (fault is not null && IsInOurWords(fault, answer));
    }

    private static bool IsFailure(string answer) =>
        !answer.StartsWith(Refused, StringComparison.Ordinal) && answer != "OK"
        && !answer.Contains("MarshalException: ", StringComparison.Ordinal);

    // A number of elements that cannot be is told before an element that is wrong.
    private static bool IsInOurWords(string fault, string answer) =>
        fault is "Not enough bytes to read a list" or "Not enough bytes to read a set" or "Not enough bytes to read a map"
        || answer.Contains("vector<frozen<", StringComparison.Ordinal)
        || answer.StartsWith(Refused + WrongVersion, StringComparison.Ordinal);

    private static CqlType Type(string option)
    {
        var reader = new WireReader(Convert.FromHexString(option));
        return TypeOption.Read(ref reader);
    }
}
