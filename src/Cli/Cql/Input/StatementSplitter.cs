using System.Text;

namespace Hathi.Cli.Cql.Input;

/// <summary>A statement as it was typed, from its first word to its last, with the semicolon where it has one.</summary>
/// <param name="Text">To be sent as it is.</param>
/// <param name="Words">The first words, small or large as they were typed; a quoted one with its quotes.</param>
internal sealed record TypedStatement(string Text, IReadOnlyList<string> Words)
{
    /// <summary>The first word; empty where there is only a semicolon.</summary>
    public string Verb => Words.Count == 0 ? "" : Words[0];
}

/// <summary>
/// Cuts lines into statements: at a semicolon that is in no string, name or comment; a batch ends with <c>APPLY BATCH;</c>; commands of
/// the shell itself also with the line. What was seen is not looked at again.
/// </summary>
internal sealed class StatementSplitter
{
    /// <summary>Words of a statement that are kept: no command of the shell has more.</summary>
    private const int MaxWords = 16;

    private static readonly HashSet<string> s_ofOneLine = new(StringComparer.OrdinalIgnoreCase)
    {
        "help", "?", "consistency", "serial", "describe", "desc", "show", "source", "capture", "login", "debug", "tracing", "expand",
        "paging", "exit", "quit", "clear", "cls", "history",
    };

    private readonly StringBuilder _text = new();
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private State _state;
    private char _before;
    private string _lastWord = "";
    private string _wordBefore = "";

    private enum State
    {
        Plain,
        Text,
        Name,
        Dollars,
        ToLineEnd,
        Comment,
    }

    /// <summary>A statement has begun and not ended.</summary>
    public bool IsInside => _text.Length > 0;

    /// <summary>Takes a line with its line feed, or all there is.</summary>
    /// <returns>The statements that it ends.</returns>
    public IEnumerable<TypedStatement> Feed(string line)
    {
        foreach (var c in line)
        {
            if (Take(c) is { } statement)
            {
                yield return statement;
            }
        }
    }

    /// <summary>Forgets what has begun.</summary>
    public void Reset()
    {
        _text.Clear();
        _words.Clear();
        _word.Clear();
        (_state, _before, _lastWord, _wordBefore) = (State.Plain, '\0', "", "");
    }

    private TypedStatement? Take(char c)
    {
        var before = _before;
        _before = c;
        switch (_state)
        {
            case State.ToLineEnd:
                _state = c == '\n' ? State.Plain : _state;
                return c == '\n' ? EndOfLine(c) : Keep(c);
            case State.Comment:
                (_state, _before) = before == '*' && c == '/' ? (State.Plain, '\0') : (_state, c);
                return Keep(c);
            case State.Text or State.Name:
                _word.Append(c);
                _state = c == (_state == State.Text ? '\'' : '"') ? State.Plain : _state;
                return Keep(c);
            case State.Dollars:
                (_state, _before) = before == '$' && c == '$' ? (State.Plain, '\0') : (_state, c);
                return Keep(c);
            default:
                return TakePlain(c, before);
        }
    }

    private TypedStatement? TakePlain(char c, char before)
    {
        switch (c)
        {
            case '\'' or '"':
                _word.Append(c);
                _state = c == '\'' ? State.Text : State.Name;
                return Begin(c);
            case '$' when before == '$':
                (_state, _before) = (State.Dollars, '\0');
                return Begin(c);
            case '-' when before == '-':
            case '/' when before == '/':
                _state = State.ToLineEnd;
                return OpenComment(c);
            case '*' when before == '/':
                (_state, _before) = (State.Comment, '\0');
                return OpenComment(c);
            case '\n':
                return EndOfLine(c);
            case ';':
                EndWord();
                Begin(c);
                return IsOpenBatch() ? null : Cut();
        }

        if (char.IsWhiteSpace(c))
        {
            EndWord();
            return Keep(c);
        }

        _word.Append(c);
        return Begin(c);
    }

    private TypedStatement? EndOfLine(char c)
    {
        EndWord();
        return _words.Count > 0 && s_ofOneLine.Contains(_words[0]) ? Cut() : Keep(c);
    }

    // The first of its two characters was taken for a word, and may have been the first of a statement.
    private TypedStatement? OpenComment(char c)
    {
        _word.Length = Math.Max(0, _word.Length - 1);
        EndWord();
        if (_words.Count == 0 && _text.Length == 1)
        {
            _text.Clear();
            return null;
        }

        return Keep(c);
    }

    private TypedStatement? Begin(char c)
    {
        _text.Append(c);
        return null;
    }

    // What stands before the first word is none of it.
    private TypedStatement? Keep(char c)
    {
        if (_text.Length > 0)
        {
            _text.Append(c);
        }

        return null;
    }

    private void EndWord()
    {
        if (_word.Length == 0)
        {
            return;
        }

        (_wordBefore, _lastWord) = (_lastWord, _word.ToString());
        _word.Clear();
        if (_words.Count < MaxWords)
        {
            _words.Add(_lastWord);
        }
    }

    private bool IsOpenBatch() => _words.Count > 1 && Is(_words[0], "BEGIN")
        && (Is(_words[1], "BATCH") || (_words.Count > 2 && Is(_words[2], "BATCH")))
        && !(Is(_wordBefore, "APPLY") && Is(_lastWord, "BATCH"));

    private TypedStatement Cut()
    {
        var statement = new TypedStatement(_text.ToString().TrimEnd(), [.. _words]);
        Reset();
        return statement;
    }

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
