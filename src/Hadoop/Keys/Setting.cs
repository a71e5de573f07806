using System.Diagnostics.CodeAnalysis;

namespace Hathi.Hadoop.Keys;

/// <summary>
/// One key of Hadoop's configuration that is read here: its name, what a value may be, what holds when nothing is said, what it does and
/// what goes wrong with a wrong value. The tables of this project are the one place that says so; readers, options, error messages and
/// <c>docs/reference/settings.md</c> take it from there. Immutable, any thread.
/// </summary>
public abstract class Setting
{
    private protected Setting(string name, string does, string breaks)
    {
        Name = name;
        Does = does;
        Breaks = breaks;
    }

    /// <summary>As it is written in a file; with <c>&lt;part&gt;</c> in it, one for each queue, name service and the like.</summary>
    public string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    public string Does { get; }

    /// <summary>What goes wrong when it is wrong.</summary>
    public string Breaks { get; }

    /// <summary>What a value is, for the reference: <c>time, plain numbers are ms</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What a value must be, as an error says it: <c>a whole number from 1 to 512</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>The default as it is written in a file, or in words where it depends on something.</summary>
    public abstract string DefaultText { get; }

    /// <summary>What Apache's default is when it is another; null: the same, or the key is ours.</summary>
    public string? ApacheDefault { get; private protected set; }

    /// <summary>Whether the default depends on something, and <see cref="DefaultText"/> says on what.</summary>
    public bool HasDefaultInWords => InWords is not null;

    private protected string? InWords { get; set; }

    /// <summary>Whether users write it; else a program of ours tells another by it.</summary>
    public bool IsForUsers { get; private protected set; } = true;

    /// <summary>Whether it stands for many keys.</summary>
    public bool IsPattern => Name.Contains('<', StringComparison.Ordinal);

    /// <summary>Whether a text is a value that it may have.</summary>
    public abstract bool IsAllowed(string text);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A key whose values are <typeparamref name="T"/>.</summary>
public sealed class Setting<T> : Setting
{
    private readonly SettingForm<T> _form;

    internal Setting(string name, T otherwise, SettingForm<T> form, string does, string breaks)
        : base(name, does, breaks)
    {
        Default = otherwise;
        _form = form;
    }

    /// <summary>What holds when nothing is said.</summary>
    public T Default { get; }

    /// <summary>The least value; the default of <typeparamref name="T"/> where there is none.</summary>
    public T? Least => _form.Least;

    /// <summary>The largest.</summary>
    public T? Most => _form.Most;

    /// <summary>What is no value counts as not set, as Apache has it.</summary>
    public bool PassesOver => _form.PassesOver;

    /// <inheritdoc/>
    public override string Kind => _form.Kind;

    /// <inheritdoc/>
    public override string Allowed => _form.Allowed;

    /// <inheritdoc/>
    public override string DefaultText => InWords ?? _form.Write(Default);

    /// <summary>Reads a value.</summary>
    /// <returns>False: it is not <see cref="Setting.Allowed"/>.</returns>
    public bool TryRead(string text, [MaybeNullWhen(false)] out T value) => _form.TryRead(text, out value);

    /// <inheritdoc/>
    public override bool IsAllowed(string text) => _form.TryRead(text, out _);

    /// <summary>The key of a pattern for certain parts, in their order.</summary>
    public Setting<T> For(params ReadOnlySpan<string> parts)
    {
        var name = Name;
        foreach (var part in parts)
        {
            var open = name.IndexOf('<', StringComparison.Ordinal);
            name = string.Concat(name.AsSpan(0, open), part, name.AsSpan(name.IndexOf('>', open) + 1));
        }

        return new Setting<T>(name, Default, _form, Does, Breaks)
        {
            InWords = InWords,
            ApacheDefault = ApacheDefault,
            IsForUsers = IsForUsers,
        };
    }

    // While the tables are made.
    internal Setting<T> WhereApacheHas(string value)
    {
        ApacheDefault = value;
        return this;
    }

    internal Setting<T> OrElse(string inWords)
    {
        InWords = inWords;
        return this;
    }

    internal Setting<T> BetweenOurs()
    {
        IsForUsers = false;
        return this;
    }
}
