namespace Hathi.Tests.Cases;

/// <summary>
/// The words of a system's cases and what they do with its Core. One object a run of a case: it owns the Core, its time and what it was
/// told. What a refusal is, is known to the system; a case in which something is refused has to say so.
/// </summary>
internal abstract class Language
{
    private readonly List<Phrase> _phrases = [];
    private string? _refusal;
    private bool _wasAsked = true;

    public IReadOnlyList<Phrase> Phrases => _phrases;

    /// <summary>What happens behind a question, or at first, begins here: what was told before is old.</summary>
    protected virtual void BeginNews()
    {
    }

    /// <summary>A refusal in words; null: something else has gone wrong.</summary>
    protected abstract string? RefusalOf(Exception e);

    protected void Given(string form, Action<Slots> act) => Add(CaseKeyword.Given, form, act);

    protected void When(string form, Action<Slots> act) => Add(CaseKeyword.When, form, act);

    protected void Then(string form, Func<Slots, string> find) => _phrases.Add(new Phrase(CaseKeyword.Then, form, find));

    /// <summary>A system that refuses has the question for it.</summary>
    protected void ThenRefused() => Then("it is refused", _ =>
    {
        var refusal = _refusal ?? "no";
        _refusal = null;
        return refusal;
    });

    /// <summary>Does what a sentence says.</summary>
    /// <returns>The answer to a question; else nothing.</returns>
    /// <exception cref="CaseFault">The sentence makes no sense here, or a refusal was passed over.</exception>
    public string Do(Sentence sentence)
    {
        var phrase = Find(sentence);
        if (sentence.Keyword == CaseKeyword.Then)
        {
            _wasAsked = true;
            return phrase.Do(sentence.Text);
        }

        EndOfNews();
        if (_wasAsked)
        {
            _wasAsked = false;
            BeginNews();
        }

        try
        {
            return phrase.Do(sentence.Text);
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            _refusal = refusal;
            return "";
        }
    }

    /// <summary>Nothing else is asked about what has happened.</summary>
    /// <exception cref="CaseFault">It was refused, and the case does not say so.</exception>
    public void EndOfNews()
    {
        if (_refusal is { } refusal)
        {
            throw new CaseFault($"before this something was refused, and no 'then it is refused' says so: {refusal}");
        }
    }

    private void Add(CaseKeyword keyword, string form, Action<Slots> act) => _phrases.Add(new Phrase(keyword, form, slots =>
    {
        act(slots);
        return "";
    }));

    private Phrase Find(Sentence sentence)
    {
        var fitting = _phrases.FindAll(p => p.Keyword == sentence.Keyword && p.Fits(sentence.Text));
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new CaseFault(
                $"unknown words: {sentence.Lead} {sentence.Text}\nknown are\n"
                + string.Concat(_phrases.Where(p => p.Keyword == sentence.Keyword).Select(static p => $"  {p.Form}\n"))),
            _ => throw new CaseFault($"it can be read in several ways: {string.Join("; ", fitting.Select(static p => p.Form))}"),
        };
    }
}
