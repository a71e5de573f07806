namespace Hathi.Base.Cores;

/// <summary>Lines for the node's log that the next effects carry out: so many of them, then how many there were.</summary>
/// <param name="limit">See there.</param>
public sealed class StepNotes(int limit)
{
    /// <summary>
    /// Lines at a time. Each is written and flushed by the thread that steps the Core; the nodes that die in one piece of work are as many.
    /// </summary>
    public const int Limit = 100;

    private readonly List<string> _lines = [];
    private int _more;

    /// <summary>One more line.</summary>
    public void Add(string line)
    {
        if (_lines.Count < limit)
        {
            _lines.Add(line);
        }
        else
        {
            _more++;
        }
    }

    /// <summary>None of them is written.</summary>
    public void Clear()
    {
        _lines.Clear();
        _more = 0;
    }

    /// <summary>Puts the lines among the effects and begins anew.</summary>
    /// <param name="effects">Of the step.</param>
    /// <param name="at">Where the first comes.</param>
    public void Flush(List<Effect> effects, int at)
    {
        foreach (var line in _lines)
        {
            effects.Insert(at++, Effect.Note(line));
        }

        if (_more > 0)
        {
            effects.Insert(at, Effect.Note($"{_more} more lines of the same moment are left out."));
        }

        Clear();
    }
}
