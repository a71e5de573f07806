namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>
/// The same job on Apache's cluster and on ours, and then the same questions to both REST services of ResourceManager, NodeManager and
/// history server: by GET for JSON, by HEAD, and for XML. The same status, kind of content and exception, and the same members with values
/// of the same kind, but for what <see cref="RestDifferences"/> gives a reason for.
/// </summary>
[Collection(ApacheCollection.Name)]
public sealed class RestBesideApacheTests(ApacheFixture apache)
{
    private const string Json = "application/json";
    private const string Xml = "application/xml";

    [Fact]
    public void Each_resource_answers_as_Apaches_does()
    {
        apache.Need();
        Commands.Run(apache.Environment, Programs.Apache, "hadoop", "up", "--nodes", "2", "--yarn").Ok();
        using var lab = new LabFixture(static _ => [Programs.Hathi, "up", "--nodes", "1", "--name", LabFixture.Name]);
        using var http = new HttpClient { Timeout = ClusterPatience.Cluster };
        using var theirJob = new HeldJob(apache.Environment, ["a"], reduces: true);
        using var ourJob = new HeldJob(lab.Environment, ["a"], reduces: true);
        var theirs = new RestSide(http, ApacheFixture.NameNode.Split(':')[0], theirJob.Job, isApaches: true);
        var ours = new RestSide(http, lab.NameNode.Split(':')[0], ourJob.Job, isApaches: false);

        var differences = RestQuestions.WhileItRuns.SelectMany(question => Differences(question, theirs, ours)).ToList();
        End(theirJob, apache.Hathi, theirs);
        End(ourJob, lab.Hathi, ours);
        differences.AddRange(RestQuestions.Afterwards.SelectMany(question => Differences(question, theirs, ours)));

        var meant = RestDifferences.Meant.Select(static d => $"{d.Question}: {d.Difference}").ToList();
        var found = differences.Distinct(StringComparer.Ordinal).ToList();
        Assert.True(
            !found.Except(meant, StringComparer.Ordinal).Any(),
            "without a reason:\n" + string.Join('\n', found.Except(meant, StringComparer.Ordinal)));
        Assert.True(
            !meant.Except(found, StringComparer.Ordinal).Any(),
            "no difference any more:\n" + string.Join('\n', meant.Except(found, StringComparer.Ordinal)));
    }

    // A master's container may live a little longer than its application; when the scheduler knows no user any more, all have ended.
    private static void End(HeldJob job, Func<string[], CommandResult> hathi, RestSide side)
    {
        job.LetGo();
        var (exitCode, said) = job.AwaitClient();
        Assert.True(exitCode == 0, said);
        Assert.True(ClusterPatience.Until(() => hathi(["yarn", "application", "-status", job.Application]).Ok().Output
            .Contains("State : FINISHED", StringComparison.Ordinal)
            && side.Ask("GET", "rm /ws/v1/cluster/scheduler", Json).Body.Contains("\"users\":{}", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Differences(string question, RestSide theirs, RestSide ours)
    {
        var (their, our) = (theirs.Ask("GET", question, Json), ours.Ask("GET", question, Json));
        var (theirXml, ourXml) = (theirs.Ask("GET", question, Xml), ours.Ask("GET", question, Xml));
        var statuses = $"{their.Status} {theirs.Ask("HEAD", question, Json).Status} {theirXml.Status}";
        var ourStatuses = $"{our.Status} {ours.Ask("HEAD", question, Json).Status} {ourXml.Status}";
        if (statuses != ourStatuses)
        {
            yield return $"{question}: answers {statuses}, not {ourStatuses}";
        }

        if (their.Status == our.Status && their.Exception != our.Exception)
        {
            yield return $"{question}: exception {their.Exception ?? "none"}, not {our.Exception ?? "none"}";
        }

        if ((their.Status, our.Status) == (200, 200))
        {
            foreach (var line in Lines(
                "json", their, our, answer => RestShape.OfJson(answer.Body, exact: !question.StartsWith("hs", StringComparison.Ordinal))))
            {
                yield return $"{question}: {line}";
            }
        }

        if ((theirXml.Status, ourXml.Status) == (200, 200))
        {
            foreach (var line in Lines("xml", theirXml, ourXml, static answer => RestShape.OfXml(answer.Body)))
            {
                yield return $"{question}: {line}";
            }
        }
    }

    private static IEnumerable<string> Lines(string form, RestAnswer their, RestAnswer our, Func<RestAnswer, SortedSet<string>> shape)
    {
        if (their.Type != our.Type)
        {
            yield return $"{form} is {their.Type}, not {our.Type}";
        }

        var (theirShape, ourShape) = (shape(their), shape(our));
        foreach (var line in RestShape.Missing(ourShape, theirShape))
        {
            yield return $"{form} lacks {line}";
        }

        foreach (var line in RestShape.Missing(theirShape, ourShape))
        {
            yield return $"{form} has {line}";
        }
    }
}
