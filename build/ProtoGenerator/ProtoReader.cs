using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.ProtoGenerator;

/// <summary>
/// Reads what the generator needs of a proto2 file: packages, messages, fields, enums. protoc has checked the file already, so nothing is
/// checked here. Grammar: https://protobuf.dev/reference/protobuf/proto2-spec/ .
/// </summary>
internal sealed class ProtoReader
{
    private static readonly Regex s_tokens = new(
        @"//[^\n]*|/\*.*?\*/|""(?:\\.|[^""\\])*""|'(?:\\.|[^'\\])*'|[A-Za-z0-9_.+\-]+|\S",
        RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private readonly List<string> _tokens = [];
    private readonly ProtoFile _file = new();
    private int _at;

    private ProtoReader(string text)
    {
        foreach (Match match in s_tokens.Matches(text))
        {
            if (!match.Value.StartsWith("//", StringComparison.Ordinal) && !match.Value.StartsWith("/*", StringComparison.Ordinal))
            {
                _tokens.Add(match.Value);
            }
        }
    }

    public static ProtoFile Read(string text)
    {
        var reader = new ProtoReader(text);
        while (reader._at < reader._tokens.Count)
        {
            reader.ReadStatement(null);
        }

        return reader._file;
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : ";";

    private void ReadStatement(ProtoMessageType? inside)
    {
        switch (Next())
        {
            case "package":
                _file.Package = Next();
                SkipStatement();
                break;
            case "option" when inside is null && _tokens[_at] == "csharp_namespace":
                _at += 2;
                _file.Namespace = Next().Trim('"', '\'');
                SkipStatement();
                break;
            case "message":
                ReadMessage(inside);
                break;
            case "enum":
                ReadEnum(FullName(inside, Next()));
                break;
            case "oneof" when inside is not null:
                _at += 2; // its name and {
                ReadBody(inside);
                break;
            case "required" or "optional" or "repeated" when inside is not null:
                ReadField(inside, _tokens[_at - 1], Next());
                break;
            case ";":
                break;
            case var type when inside is not null && IsFieldOfOneof():
                ReadField(inside, "", type);
                break;
            default:
                SkipStatement(); // syntax, import, service, extend, reserved, extensions, map
                break;
        }
    }

    // name = number …
    private void ReadField(ProtoMessageType inside, string label, string type)
    {
        var name = Next();
        _at++; // =
        inside.Fields.Add(new ProtoField(label, type, name, Next()));
        SkipStatement();
    }

    // type name = …
    private bool IsFieldOfOneof() => _at + 1 < _tokens.Count && _tokens[_at + 1] == "=";

    private void ReadMessage(ProtoMessageType? outer)
    {
        var name = Next();
        var message = new ProtoMessageType(name, FullName(outer, name), outer);
        _file.Messages.Add(message);
        _at++; // {
        ReadBody(message);
    }

    // Number by number: NAME = 1 [options]; the options of the enum have no number behind their =.
    private void ReadEnum(string fullName)
    {
        var numbers = _file.Enums[fullName] = [];
        for (_at++; _at < _tokens.Count && _tokens[_at] != "}"; _at++)
        {
            if (_tokens[_at] == "=" && int.TryParse(_tokens[_at + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                numbers.Add(_tokens[_at + 1]);
            }
        }

        _at++;
    }

    private void ReadBody(ProtoMessageType message)
    {
        while (_at < _tokens.Count && _tokens[_at] != "}")
        {
            ReadStatement(message);
        }

        _at++;
    }

    private string FullName(ProtoMessageType? outer, string name) =>
        outer is not null ? $"{outer.FullName}.{name}" : _file.Package.Length > 0 ? $"{_file.Package}.{name}" : name;

    // To behind its semicolon, or behind its block.
    private void SkipStatement()
    {
        for (var depth = 0; _at < _tokens.Count;)
        {
            var token = _tokens[_at++];
            depth += token == "{" ? 1 : token == "}" ? -1 : 0;
            if (depth == 0 && token is ";" or "}")
            {
                return;
            }
        }
    }
}
