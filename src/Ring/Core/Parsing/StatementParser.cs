using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// Reads one statement. A part of it per file; each method stands at the first token of what it reads and leaves the one behind. Tokens are
/// looked at just as far ahead as Cassandra's parser does, for its messages show how far that was.
/// </summary>
internal ref partial struct StatementParser(ReadOnlySpan<byte> text)
{
    private const string NoViableAlternative = "no viable alternative at input";
    private const string MismatchedInput = "mismatched input";

    private readonly CqlLexer _lexer = new(text);
    private Token _current;
    private Token _ahead;
    private bool _isAhead;
    private int _farthest;
    private Token _decidedAt;
    private int _depth;
    private int _typeDepth;
    private int _taken;
    private Items<string?> _markers;
    private int _markerCount;

    public ParsedStatement Parse()
    {
        _current = Read(0);
        var statement = Statement();
        while (Takes(TokenKind.Semicolon))
        {
        }

        if (_current.Kind != TokenKind.End)
        {
            throw Mismatched(TokenKind.End);
        }

        if (_markerCount > CqlParser.MostMarkers)
        {
            throw new CqlException(
                CqlErrorCode.Invalid,
                $"Too many markers(?). {_markerCount} markers exceed the allowed maximum of {CqlParser.MostMarkers}");
        }

        return new(statement, _markers.Done());
    }

    private readonly TokenKind Kind => _current.Kind;

    private Token Read(int at)
    {
        var token = _lexer.Next(at);
        _farthest = Math.Max(_farthest, token.Start);
        return token;
    }

    private void Advance()
    {
        if (_taken++ == CqlParser.MostTokens)
        {
            throw new CqlException(CqlErrorCode.Invalid, $"A statement has at most {CqlParser.MostTokens} words and signs");
        }

        _current = _isAhead ? _ahead : Read(_current.End);
        _isAhead = false;
    }

    /// <summary>The token behind the current one.</summary>
    private Token Ahead()
    {
        if (!_isAhead)
        {
            _ahead = Read(_current.End);
            _isAhead = true;
        }

        return _ahead;
    }

    /// <summary>The token behind any.</summary>
    private Token After(Token token) => token.Start == _current.Start ? Ahead() : Read(token.End);

    private void GoBackTo(Token token)
    {
        _current = token;
        _isAhead = false;
    }

    private bool Takes(TokenKind kind)
    {
        if (_current.Kind != kind)
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (_current.Kind != kind)
        {
            throw Mismatched(kind);
        }

        Advance();
    }

    private void Expect(TokenKind first, TokenKind second)
    {
        Expect(first);
        Expect(second);
    }

    private CqlException NoViable() => NoViable(_current, _current);

    /// <summary>None of the alternatives from the current token on has that token.</summary>
    private CqlException NoViable(Token token) => NoViable(token, _current);

    /// <summary>None of the alternatives from a token on has another.</summary>
    private CqlException NoViable(Token token, Token from) =>
        SyntaxErrors.Of(_lexer.Source, token, from, Farthest(), NoViableAlternative, "");

    private CqlException Mismatched(TokenKind expected) => Mismatched(Kinds.NameOf(expected));

    private CqlException Mismatched(string expected) =>
        SyntaxErrors.Of(_lexer.Source, _current, _current, Farthest(), MismatchedInput, " expecting " + expected);

    // Where Cassandra's parser has a table for what it decides, the token behind the last one that it looked at is there as well.
    private int Farthest() => _decidedAt.End > 0 ? Math.Max(_farthest, Read(_decidedAt.End).Start) : _farthest;

    // One level deeper; whoever comes back out of it without an exception says so by Leave.
    private void Enter()
    {
        if (_depth++ == CqlParser.MostDepth)
        {
            throw SyntaxErrors.Of($"The statement nests more than {CqlParser.MostDepth} levels deep");
        }
    }

    private void Leave() => _depth--;

    // What the wire tells with a length of two bytes.
    private static CqlException TooMany(string what) => new(CqlErrorCode.Invalid, $"{what} at most {ushort.MaxValue}");

    private Marker Marker(string? name)
    {
        if (_markerCount <= CqlParser.MostMarkers)
        {
            _markers.Add(name);
        }

        return new(_markerCount++, name);
    }

    private bool IfNotExists()
    {
        if (!Takes(TokenKind.If))
        {
            return false;
        }

        Expect(TokenKind.Not, TokenKind.Exists);
        return true;
    }

    private bool IfExists()
    {
        if (!Takes(TokenKind.If))
        {
            return false;
        }

        Expect(TokenKind.Exists);
        return true;
    }
}
