namespace Hathi.Architecture.Tests;

/// <summary>
/// Arrows point down only, also between the folders of a project. What stood in a circle when this was first looked at is listed, to be
/// taken apart piece by piece: a circle gets no more rooms, none is added, and what is apart is struck off.
/// </summary>
public sealed class RoomTests
{
    private const string Between = " ↔ ";

    /// <summary>Assembly, and the rooms that use each other; "." is the project's folder itself. This list only gets shorter.</summary>
    private static readonly string[] s_known =
    [
        "Hathi.Hdfs.Client: . ↔ Calls ↔ Local ↔ Reading ↔ Transfer ↔ Writing",
    ];

    public static TheoryData<string> Projects => [.. House.MayUse.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_room_uses_one_that_stands_on_it(string project) =>
        Assert.Empty(Refused(project, FileArrows.Of(project), s_known));

    [Fact]
    public void What_is_no_circle_any_more_is_struck_off() =>
        Assert.Empty(s_known.Except(House.MayUse.Keys.SelectMany(static p => CirclesOf(p, FileArrows.Of(p)))));

    [Fact]
    public void A_room_that_climbs_is_refused()
    {
        const string Project = "Hathi.MapReduce.Api";
        var arrows = FileArrows.Of(Project);
        Assert.Empty(CirclesOf(Project, arrows));
        arrows.Add("Model/JobSettings.cs", "Formats/TextInputFormat.cs");
        Assert.Equal([$"{Project}: Formats ↔ Model ↔ Output ↔ Tasks"], Refused(Project, arrows, []));
    }

    [Fact]
    public void A_circle_that_grows_is_refused_and_one_that_shrinks_is_not()
    {
        var arrows = new Arrows();
        arrows.Add("A/1.cs", "B/1.cs");
        arrows.Add("B/2.cs", "C/1.cs");
        arrows.Add("C/2.cs", "A/2.cs");
        arrows.Add("C/2.cs", "D/1.cs");
        Assert.Equal(["P: A ↔ B ↔ C"], Refused("P", arrows, ["P: A ↔ B"]));
        Assert.Empty(Refused("P", arrows, ["P: A ↔ B ↔ C ↔ D"]));
        Assert.Equal(["P: A ↔ B ↔ C"], Refused("P", arrows, ["Q: A ↔ B ↔ C"]));
    }

    /// <summary>That arrows of all kinds are seen.</summary>
    [Fact]
    public void Arrows_of_all_kinds_are_found()
    {
        var arrows = FileArrows.Of("Hathi.MapReduce.Api").All.ToHashSet();
        Assert.Contains(("Formats/RawOutputFormat.cs", "Formats/FileOutputFormat.cs"), arrows); // a base with types
        Assert.Contains(("Formats/FileOutputFormat.cs", "Output/FileOutputCommitter.cs"), arrows); // made in a method
        Assert.Contains(("Programs/Mapper.cs", "Formats/TextOutputFormat.cs"), arrows); // a generic type, made in a method
        Assert.Contains(("Formats/NLineInputFormat.cs", "Model/JobCodecs.cs"), arrows); // an extension
        Assert.Contains(("Jobs/JobParts.cs", "Partition/InputSampler.cs"), arrows); // a field
        Assert.Contains(("Formats/InputFiles.cs", "Model/JobFileSystems.cs"), arrows); // in a type that is an argument of another
        Assert.DoesNotContain(("Tasks/Job.cs", "Jobs/JobBuilder.cs"), arrows); // in a comment
    }

    private static IEnumerable<string> CirclesOf(string project, Arrows files) =>
        files.Between(FileArrows.RoomOf).Circles().Select(circle => $"{project}: {string.Join(Between, circle)}");

    // A part of a circle that is known is no new one.
    private static IEnumerable<string> Refused(string project, Arrows files, string[] known) =>
        from found in CirclesOf(project, files)
        where !known.Any(k => RoomsIn(k, project) is { } rooms && rooms.IsSupersetOf(RoomsIn(found, project)!))
        select found;

    private static HashSet<string>? RoomsIn(string circle, string project) =>
        circle.StartsWith(project + ": ", StringComparison.Ordinal) ? [.. circle[(project.Length + 2)..].Split(Between)] : null;
}
