namespace Hathi.Hadoop.Keys;

/// <summary>
/// The settings of one area, as they are declared in its class: each enters itself. Made by a static constructor, then read by any thread.
/// </summary>
/// <param name="title">Of its chapter in the reference.</param>
/// <param name="about">Who reads them.</param>
public sealed class SettingTable(string title, string about)
{
    /// <summary>No limit of a whole number.</summary>
    internal const int Any = int.MaxValue;

    /// <summary>No lower limit of a whole number.</summary>
    internal const int Below = int.MinValue;

    private readonly List<Setting> _all = [];

    /// <summary>Of its chapter in the reference.</summary>
    public string Title => title;

    /// <summary>Who reads them.</summary>
    public string About => about;

    /// <summary>In the order in which they are declared.</summary>
    public IReadOnlyList<Setting> All => _all;

    internal Setting<bool> Switch(string name, bool otherwise, string does, string breaks) =>
        Add(name, otherwise, SwitchForm.Instance, does, breaks);

    internal Setting<int> Whole(string name, int otherwise, (int Least, int Most) range, string does, string breaks) =>
        Add(name, otherwise, new WholeForm(range.Least, range.Most), does, breaks);

    internal Setting<long> Long(string name, long otherwise, (long Least, long Most) range, string does, string breaks) =>
        Add(name, otherwise, new LongForm(range.Least, range.Most), does, breaks);

    internal Setting<double> Number(string name, double otherwise, (double Least, double Most) range, string does, string breaks) =>
        Add(name, otherwise, new NumberForm(range.Least, range.Most), does, breaks);

    internal Setting<long> Size(string name, long otherwise, (long Least, long Most) range, string does, string breaks) =>
        Add(name, otherwise, new SizeForm(range.Least, range.Most), does, breaks);

    internal Setting<TimeSpan> Milliseconds(string name, long otherwise, TimeUse use, string does, string breaks) =>
        Time(name, TimeSpan.FromMilliseconds(otherwise), TimeSpan.FromMilliseconds(1), use, does, breaks);

    internal Setting<TimeSpan> Seconds(string name, long otherwise, TimeUse use, string does, string breaks) =>
        Time(name, TimeSpan.FromSeconds(otherwise), TimeSpan.FromSeconds(1), use, does, breaks);

    internal Setting<string> Text(string name, string otherwise, string does, string breaks) =>
        Add(name, otherwise, new TextForm("text"), does, breaks);

    /// <summary>A directory or file.</summary>
    internal Setting<string> PathOf(string name, string otherwise, string does, string breaks) =>
        Add(name, otherwise, new TextForm("path"), does, breaks);

    /// <summary>host:port.</summary>
    internal Setting<string> Address(string name, string otherwise, string does, string breaks) =>
        Add(name, otherwise, new TextForm("host:port"), does, breaks);

    /// <summary>The name of a Java class, by which both houses know the same thing.</summary>
    internal Setting<string> Class(string name, string otherwise, string does, string breaks) =>
        Add(name, otherwise, new TextForm("name of a class"), does, breaks);

    /// <summary>Users and groups: <c>ann,bob admins,ops</c>; <c>*</c> is everybody, a blank nobody.</summary>
    internal Setting<string> AccessList(string name, string otherwise, string does, string breaks) =>
        Add(name, otherwise, new TextForm("users, a blank, groups; * is everybody"), does, breaks);

    internal Setting<string> Choice(string name, string otherwise, string[] words, string does, string breaks) =>
        Add(name, otherwise, new ChoiceForm(words), does, breaks);

    internal Setting<IReadOnlyList<string>> List(string name, string[] otherwise, string does, string breaks) =>
        Add<IReadOnlyList<string>>(name, otherwise, new ListForm("list with commas"), does, breaks);

    /// <summary>Directories: paths or file: URIs.</summary>
    internal Setting<IReadOnlyList<string>> Directories(string name, string does, string breaks) =>
        Add<IReadOnlyList<string>>(name, [], new ListForm("paths or file: URIs, with commas"), does, breaks);

    private Setting<TimeSpan> Time(string name, TimeSpan otherwise, TimeSpan plain, TimeUse use, string does, string breaks) =>
        Add(name, otherwise, new TimeForm(plain, use), does, breaks);

    private Setting<T> Add<T>(string name, T otherwise, SettingForm<T> form, string does, string breaks)
    {
        var setting = new Setting<T>(name, otherwise, form, does, breaks);
        _all.Add(setting);
        return setting;
    }
}
