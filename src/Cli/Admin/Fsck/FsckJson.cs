using System.Globalization;
using System.Text.Json;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>
/// <c>fsck --json</c>: the summary of a report as an array with one object. Lines such as <c> Total dirs:	4</c> become members; those below
/// <c>Replicated Blocks:</c> and <c>Erasure Coded Block Groups:</c> an object each.
/// </summary>
internal sealed class FsckJson(string path)
{
    private readonly Dictionary<string, string> _cluster = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _sections = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _current;
    private string _status = "UNKNOWN";

    /// <summary>Takes one line of the report.</summary>
    public void Add(string line)
    {
        if (line.StartsWith("Status:", StringComparison.Ordinal))
        {
            _status = line["Status:".Length..].Trim();
            _current = _cluster;
        }
        else if (line.EndsWith("FAILED", StringComparison.Ordinal))
        {
            _status = "FAILED";
        }
        else if (_current is not null && line.EndsWith(':') && !line.StartsWith(' '))
        {
            _sections[Name(line[..^1])] = _current = new(StringComparer.Ordinal);
        }
        else if (_current is not null && line.StartsWith(' ') && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            _current[Name(line[..colon])] = line[(colon + 1)..].Trim();
        }
    }

    public void WriteTo(JsonOutput output, int exitCode)
    {
        var json = output.Writer;
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("status", _status);
        json.WriteNumber("exitCode", exitCode);
        WriteMembers(json, _cluster);
        foreach (var (name, members) in _sections)
        {
            json.WriteStartObject(name);
            WriteMembers(json, members);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Dictionary<string, string> members)
    {
        foreach (var (name, text) in members)
        {
            // "3 (100.0 %)" and "300 B" begin with the number that counts.
            var first = text.AsSpan();
            var space = first.IndexOf(' ');
            first = space < 0 ? first : first[..space];
            if (long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                json.WriteNumber(name, number);
            }
            else if (double.TryParse(first, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var real))
            {
                json.WriteNumber(name, real);
            }
            else
            {
                json.WriteString(name, text);
            }
        }
    }

    /// <summary>"Number of data-nodes" as numberOfDataNodes.</summary>
    private static string Name(string words)
    {
        var parts = words.Split([' ', '-', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(
            parts.Select((part, i) => i == 0 ? part.ToLowerInvariant() : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()));
    }
}
