namespace Hathi.Base.Cores;

/// <summary>What a Core is to others that hold the same state.</summary>
public enum CoreRole : byte
{
    /// <summary>It is empty, or an image is read into it.</summary>
    Loading,

    /// <summary>It repeats what a leader appended, at a restart its own former self, and decides nothing.</summary>
    Following,

    /// <summary>It decides; what it appends, others follow.</summary>
    Leading,
}

/// <summary>What edits change, and in which role: from loading over following to leading, and never back.</summary>
public abstract class CoreState
{
    /// <summary>What the Core is now.</summary>
    public CoreRole Role { get; private set; }

    /// <summary>It decides. When it does not, edits come from a log or an image, and what is not persisted is empty.</summary>
    public bool IsLeading => Role == CoreRole.Leading;

    /// <summary>A record of a leader is to be repeated.</summary>
    /// <param name="what">The Core, for the message: "A NameNode".</param>
    /// <exception cref="InvalidOperationException">It leads itself.</exception>
    public void Follow(string what)
    {
        if (IsLeading)
        {
            throw new InvalidOperationException($"{what} that serves cannot be replayed into.");
        }

        Role = CoreRole.Following;
    }

    /// <summary>Everything was repeated: it decides from here on.</summary>
    public void Lead() => Role = CoreRole.Leading;
}
