using System.Buffers;
using System.Text.Json;
using Hathi.Base;
using Hathi.Web.Memory;

namespace Hathi.Web.Rest;

/// <summary>
/// The XML that Apache's REST services give for what they give as JSON: the same names, lists as elements that are repeated, and of nothing
/// an empty element. Made by the piece from JSON, so that a long answer is in memory once. Source: JAXB as Jersey sets it up there.
/// </summary>
/// <param name="json">One object.</param>
/// <param name="root">The outermost element, which some JSON leaves out; null: the object's only member is it.</param>
internal sealed class XmlMaker(ReadOnlySequence<byte> json, string? root) : IDisposable
{
    /// <summary>
    /// Bytes of a text that are escaped at a time, to six times as many: with what a piece begins with they fit into one.
    /// </summary>
    private const int SliceBytes = 4 * 1024;

    private const string Begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private const string Schema = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"";

    /// <summary>What JAXB tells by an attribute, for these elements can be of several classes.</summary>
    private const string Type = "type";

    /// <summary>What the reader is in; lists have the name of their elements, and the object that only holds the root has none.</summary>
    private readonly Stack<(string? Name, bool IsTyped)> _in = [];

    private ReadOnlySequence<byte> _rest = json;
    private JsonReaderState _state;
    private string? _name = root;
    private bool _hasBegun;
    private bool _hasRoot;

    /// <summary>A start tag stands there that may become an empty element.</summary>
    private bool _isOpen;

    // A text that is being written, however long: up to where, and to where.
    private byte[]? _text;
    private int _textAt;
    private int _textEnd;

    /// <summary>Before it nothing is needed any more.</summary>
    public SequencePosition Position => _rest.Start;

    /// <summary>Makes the next piece.</summary>
    /// <param name="to">Gets it.</param>
    /// <param name="bytes">About how many bytes; some <see cref="SliceBytes"/> of a text more, escaped.</param>
    /// <returns>False: that was the last.</returns>
    /// <exception cref="ArgumentException">The JSON has no root.</exception>
    public bool Make(CountedBuffer to, int bytes)
    {
        if (!_hasBegun)
        {
            XmlText.Raw(to, Begin);
            _hasBegun = true;
        }

        var reader = new Utf8JsonReader(_rest, isFinalBlock: true, _state);
        while (to.Length < bytes)
        {
            if (_text is not null)
            {
                Slice(to, _text);
                continue;
            }

            if (!reader.Read())
            {
                return false;
            }

            Token(ref reader, to);
        }

        _state = reader.CurrentState;
        _rest = _rest.Slice(reader.Position);
        return true;
    }

    public void Dispose()
    {
        if (_text is { } text)
        {
            _text = null;
            BoundedPool<byte>.Return(text);
        }
    }

    private void Token(ref Utf8JsonReader reader, CountedBuffer to)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                Member(ref reader);
                break;
            case JsonTokenType.StartArray:
                RequireRoot(_in.Peek().Name is not null);
                _in.Push((_name, false));
                break;
            case JsonTokenType.EndArray:
                _name = _in.Pop().Name; // in a list of lists others follow
                break;
            case JsonTokenType.StartObject:
                StartObject(ref reader, to);
                break;
            case JsonTokenType.EndObject:
                EndObject(to);
                break;
            default:
                Value(ref reader, to);
                break;
        }
    }

    private void Member(ref Utf8JsonReader reader)
    {
        var (name, isTyped) = _in.Peek();
        if (isTyped && reader.ValueTextEquals(Type))
        {
            reader.Skip();
            return;
        }

        RequireRoot(name is not null || !_hasRoot);
        _hasRoot = true;
        _name = reader.GetString();
    }

    private void StartObject(ref Utf8JsonReader reader, CountedBuffer to)
    {
        var name = _name;
        CloseTag(to);
        if (name is null)
        {
            _in.Push((null, false));
            return;
        }

        Tag(to, "<", name, "");
        string? type = null;
        var isTyped = name is "schedulerInfo" or "queue" && (type = TypeOf(reader)) is not null;
        if (isTyped)
        {
            XmlText.Raw(to, Schema);
            XmlText.Escape(to, type!);
            XmlText.Raw(to, "\"");
        }

        _isOpen = true;
        _in.Push((name, isTyped));
    }

    private void EndObject(CountedBuffer to)
    {
        var (name, _) = _in.Pop();
        if (name is null)
        {
            RequireRoot(_hasRoot);
            return;
        }

        if (_isOpen)
        {
            XmlText.Raw(to, "/>");
            _isOpen = false;
        }
        else
        {
            Tag(to, "</", name, ">");
        }

        _name = name; // in a list others of the name may follow
    }

    private void Value(ref Utf8JsonReader reader, CountedBuffer to)
    {
        CloseTag(to);
        if (reader.TokenType == JsonTokenType.Null)
        {
            Tag(to, "<", _name!, "/>");
            return;
        }

        Tag(to, "<", _name!, ">");
        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var text = BoundedPool<byte>.Rent(length);
        if (reader.TokenType == JsonTokenType.String)
        {
            length = reader.CopyString(text);
        }
        else if (reader.HasValueSequence)
        {
            reader.ValueSequence.CopyTo(text);
        }
        else
        {
            reader.ValueSpan.CopyTo(text);
        }

        (_text, _textAt, _textEnd) = (text, 0, length);
    }

    // A character is not parted.
    private void Slice(CountedBuffer to, byte[] text)
    {
        var end = Math.Min(_textEnd, _textAt + SliceBytes);
        while (end < _textEnd && (text[end] & 0xC0) == 0x80)
        {
            end--;
        }

        XmlText.Escape(to, text.AsSpan(_textAt, end - _textAt));
        _textAt = end;
        if (end == _textEnd)
        {
            Dispose();
            Tag(to, "</", _name!, ">");
        }
    }

    private void CloseTag(CountedBuffer to)
    {
        if (_isOpen)
        {
            XmlText.Raw(to, ">");
            _isOpen = false;
        }
    }

    private static void Tag(CountedBuffer to, string before, string name, string after)
    {
        XmlText.Raw(to, before);
        XmlText.Raw(to, name);
        XmlText.Raw(to, after);
    }

    // The reader is a copy: it looks ahead in the object that begins.
    private static string? TypeOf(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals(Type);
            reader.Read();
            if (isType)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }

    private static void RequireRoot(bool isThere)
    {
        if (!isThere)
        {
            throw new ArgumentException("an XML document has one element that all others are in");
        }
    }
}
