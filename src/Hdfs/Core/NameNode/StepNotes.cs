namespace Hathi.Hdfs.Core.NameNode;

/// <summary>Lines for the node's log that the next effects carry out: so many of them, then how many there were.</summary>
internal sealed class StepNotes
{
    /// <summary>Lines at a time. Each is written and flushed by the thread that steps the Core; the nodes that die in one piece of work are as many.</summary>
    public const int Limit = 100;

    private readonly List<string> _lines = [];
    private int _more;

    public void Add(string line)
    {
        if (_lines.Count < Limit)
        {
            _lines.Add(line);
        }
        else
        {
            _more++;
        }
    }

    public void Clear()
    {
        _lines.Clear();
        _more = 0;
    }

    /// <summary>Puts the lines among the effects and begins anew.</summary>
    /// <param name="effects">Of the step.</param>
    /// <param name="at">Where the first comes.</param>
    public void Flush(List<NameNodeEffect> effects, int at)
    {
        foreach (var line in _lines)
        {
            effects.Insert(at++, NameNodeEffect.Note(line));
        }

        if (_more > 0)
        {
            effects.Insert(at, NameNodeEffect.Note($"{_more} more lines of the same moment are left out."));
        }

        Clear();
    }
}
