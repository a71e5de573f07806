namespace Hathi.Architecture.Tests;

/// <summary>
/// A method that calls itself as deep as a stranger says ends the process with all its roles: nothing catches the end of a stack. So each
/// circle of calls is known, with what bounds it; a new one is made a loop, or gets its line here.
/// </summary>
public sealed class RecursionTests
{
    // What it comes down to, said once.
    private const string ByName = "no circle: another type's method of that name, of which there are two or three, one within the other";
    private const string OfPath = "as deep as a path has components";
    private const string OfQueues = "as deep as the queues that the administrator has written";
    private const string OfCqlTypes = "as deep as a type of CQL is composed: those that are read, TypeLimits.MaxDepth";
    private const string OfTypes = "as deep as the type of a record is composed, which the program says that has it";

    /// <summary>Rooms whose process ends with its task or command: what they nest is their user's own.</summary>
    private static readonly string[] s_ofUsers = ["Hathi.MapReduce.Api", "Hathi.MapReduce.Engine", "Hathi.MapReduce.Client", "hathi"];

    /// <summary>Assembly, circle; what bounds it.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["Hathi.Base: WireWeight.TryDelimited → WireWeight.TryField → WireWeight.TryGroup → WireWeight.TryMessage"] =
            "WireWeight.MostDepth",
        ["Hathi.Hdfs.Client: ChecksumFile.AbortAsync"] = ByName,
        ["Hathi.Hdfs.Client: ChecksumFile.HFlushAsync"] = ByName,
        ["Hathi.Hdfs.Client: ChecksumFile.HSyncAsync"] = ByName,
        ["Hathi.Hadoop.Conf: ConfigurationXml.ReadElements → ConfigurationXml.ReadInto"] = "ConfigurationXml.MaxIncludeDepth",
        ["Hathi.Hdfs.Client: ConnectionCache.Dispose → DataNodeConnection.Abort → DataNodeConnection.Dispose"] = ByName,
        ["Hathi.Hdfs.Client: GlobParser.ParseGroup → GlobParser.ParseSequence"] =
            "of a command's own pattern, and a path has 8,000 characters",
        ["Hathi.Hdfs.Core: BlockManager.get_HasWork → WorkInTurns.get_HasWork"] = ByName,
        ["Hathi.Hdfs.DataNode: Connection.Dispose → IdleConnections.Dispose → Mirror.Dispose → TransferServer.Dispose"] = ByName,
        ["Hathi.Hdfs.DataNode: ReplicaLoader.LoadFinalized"] = "two levels of subdir…, which this DataNode made",
        ["Hathi.Hdfs.DataNode: ReplicaLoader.Restore → ReplicaLoader.Take"] = "a name gets shorter by its suffix",
        ["Hathi.MapReduce.History: HistoryFiles.MakeAsync"] = OfPath,
        ["Hathi.MapReduce.History: HistoryStore.IndexAsync"] = "its own argument, years to thousands of jobs",
        ["Hathi.Records: AvroBinaryReader.Read → AvroBinaryReader.ReadArray → AvroBinaryReader.ReadMap → AvroBinaryReader.ReadRecord"] =
            "AvroBinaryReader's depth",
        ["Hathi.Records: AvroJson.Read → AvroJson.ReadRecord → AvroJson.ReadUnion"] = "JsonDocument nests 64 deep",
        ["Hathi.Records: AvroJson.Write → AvroJson.WriteArray → AvroJson.WriteMap → AvroJson.WriteRecord → AvroJson.WriteUnion"] =
            "values of HistorySchema",
        ["Hathi.Records: AvroSchema.Complex → AvroSchema.Read"] = "JsonDocument nests 64 deep",
        ["Hathi.MapReduce.Protocol: HistorySchema.Record → HistorySchema.Type"] = "types of the history's events",
        ["Hathi.Node: QueueFile.Queue"] = OfQueues,
        ["Hathi.Node: QueueFile.ReadAccess"] = OfQueues,
        ["Hathi.Platform: DirectoryTree.EmptyBelow → DirectoryTree.Take → DirectoryTree.Walk"] =
            "two levels: what lies in the second is moved up into the first",
        ["Hathi.Platform: RealDisk.CreateDirectory"] = OfPath,
        ["Hathi.Records: By.Append → EitherSerializer.Read → Mapped.Read → PairSerializer.Read → SequenceText.Fill → SequenceText.Read"] =
            OfTypes,
        ["Hathi.Records: By.get_JavaClass → Mapped.get_JavaClass"] = OfTypes,
        ["Hathi.Records: Bzip2Blocks.FindMark"] = "once: the inner call keeps nothing",
        ["Hathi.Records: ComposedSerializers.Missing"] = OfTypes,
        ["Hathi.Records: ComposedSerializers.Of → SerializerSet.Find"] = OfTypes,
        ["Hathi.Records: DescendingComparer.Compare → Order.Compare"] = OfTypes,
        ["Hathi.Records: Either.Equals"] = ByName,
        ["Hathi.Records: EitherSerializer.Format → Mapped.Format → PairSerializer.Format"] = OfTypes,
        ["Hathi.Records: EitherSerializer.GetSize → Mapped.GetSize → PairSerializer.GetSize"] = OfTypes,
        ["Hathi.Records: EitherSerializer.Write → Mapped.Write → PairSerializer.Write"] = OfTypes,
        ["Hathi.Records: Mapped.GetHash → PairSerializer.GetHash"] = OfTypes,
        ["Hathi.Records: Mapped.get_Comparer"] = OfTypes,
        ["Hathi.Ring.Core: Elements.Tell"] = OfCqlTypes,
        ["Hathi.Ring.Core: Assignability.AreAll → Assignability.IsField → Assignability.IsPossible → Assignability.IsTuple"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: CqlTexts.HasMarker"] = "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: CqlTexts.Of"] = "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: CqlTypeText.Append → CqlTypeText.AppendOf"] = OfCqlTypes,
        ["Hathi.Ring.Core: ElementTerm.Evaluate → ElementsTerm.Evaluate → FieldTerm.Evaluate → FieldsTerm.Evaluate"
            + " → ScalarTerm.Evaluate → Term.Append → Term.EvaluateByAppending → TimeFunctionTerm.Evaluate → TokenTerm.Evaluate"
            + " → VectorTerm.Evaluate"] =
            "terms of the parser's trees: CqlParser.MostDepth",
        ["Hathi.Ring.Core: Functions.Compile → TermCompiler.Compile → TermCompiler.Element → TermCompiler.Hint"
            + " → TermCompiler.List → TermCompiler.Map → TermCompiler.Set → TermCompiler.Tuple → TermCompiler.User"
            + " → TermCompiler.Vector"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: RelationCompiler.HasDuration"] = OfCqlTypes,
        ["Hathi.Ring.Core: SelectorCompiler.Call → SelectorCompiler.Cast → SelectorCompiler.Compile → SelectorCompiler.Steps"
            + " → SelectorCompiler.Token → SelectorCompiler.WithoutColumns"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: ValueForm.Append → ValueForm.AppendField → ValueForm.AppendFields → ValueForm.AppendSorted"] =
            OfCqlTypes,
        ["Hathi.Ring.Core: ValueForm.AreKept → ValueForm.IsKept"] = OfCqlTypes,
        ["Hathi.Ring.Core: ValueForm.MayDiffer"] = OfCqlTypes,
        ["Hathi.Ring.Core: EditFields.Tuple → EditFields.Type"] = "TypeLimits.MaxDepth",
        ["Hathi.Ring.Core: EditFields.Type"] = OfCqlTypes,
        ["Hathi.Ring.Client: PendingAnswer.TrySettle → RequestChannel.CountUnanswered → RequestChannel.End"] =
            "RequestChannel.End, which goes on once",
        ["Hathi.Ring.Core: ExpressionPrinter.List → ExpressionPrinter.Print → ExpressionPrinter.PrintComposed"
            + " → ExpressionPrinter.PrintOperation → ExpressionPrinter.PrintSlice"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: SameBytes.Hold → SameBytes.HoldAll"] = OfCqlTypes,
        ["Hathi.Ring.Core: StatementParser.AddSelected → StatementParser.Selected → StatementParser.SelectedBraces"
            + " → StatementParser.SelectedCast → StatementParser.SelectedFunction → StatementParser.SelectedGroup"
            + " → StatementParser.SelectedList → StatementParser.SelectedMap → StatementParser.SelectedName"
            + " → StatementParser.SelectedProduct → StatementParser.SelectedSimple → StatementParser.SelectedTuple"
            + " → StatementParser.SelectedTypeHint"] =
            "CqlParser.MostDepth",
        ["Hathi.Ring.Core: StatementParser.AddTerms → StatementParser.Braces → StatementParser.CastTerm"
            + " → StatementParser.FunctionTerm → StatementParser.ListTerm → StatementParser.Map → StatementParser.Product"
            + " → StatementParser.SetOrMap → StatementParser.Signed → StatementParser.SimpleTerm → StatementParser.Term"
            + " → StatementParser.Tuple → StatementParser.TypeHintTerm → StatementParser.UserTypeTerm"] =
            "CqlParser.MostDepth",
        ["Hathi.Ring.Core: StatementParser.MapTypeOf → StatementParser.NamedType → StatementParser.Parameter"
            + " → StatementParser.SetTypeOf → StatementParser.TupleTypeOf → StatementParser.Type → StatementParser.Types"
            + " → StatementParser.VectorTypeOf"] =
            "CqlParser.MostDepth",
        ["Hathi.Ring.Core: StatementParser.TryBefore"] =
            "twice: JSON, and DISTINCT behind it",
        ["Hathi.Ring.Core: TypeLookup.Element → TypeLookup.Find → TypeLookup.Key → TypeLookup.Map → TypeLookup.Tuple"
            + " → TypeLookup.Vector"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: TypePrinter.Parameters → TypePrinter.Print"] =
            "trees of the parser: CqlParser.MostDepth",
        ["Hathi.Ring.Core: UserTypes.Any"] = OfCqlTypes,
        ["Hathi.Ring.Core: UserTypes.Refreshed"] = OfCqlTypes,
        ["Hathi.Ring.Core: UserTypes.WithTuples"] = OfCqlTypes,
        ["Hathi.Ring.Data: ComparableReader.Collection → ComparableReader.Element → ComparableReader.Field → ComparableReader.Fields"
            + " → ComparableReader.Read → ComparableReader.Vector"] =
            OfCqlTypes,
        ["Hathi.Ring.Data: ComparableWriter.Append → ComparableWriter.Collection → ComparableWriter.Element → ComparableWriter.Fields"
            + " → ComparableWriter.Vector"] =
            OfCqlTypes,
        ["Hathi.Ring.Data: MarshalName.Append → MarshalName.AppendOf → MarshalName.AppendUser"] = OfCqlTypes,
        ["Hathi.Ring.Data: MarshalNameParser.TryList → MarshalNameParser.TryOne → MarshalNameParser.TryUser "
            + "→ MarshalNameParser.TryVector"] = "MarshalNameParser's maxDepth",
        ["Hathi.Ring.Protocol: TypeOption.Read → TypeOption.ReadTuple → TypeOption.ReadUserType"] = "TypeLimits.MaxDepth",
        ["Hathi.Ring.Protocol: TypeOption.Write → TypeOption.WriteAll → TypeOption.WriteUserType"] = OfCqlTypes,
        ["Hathi.Ring.Data: ValueCheck.Collection → ValueCheck.Fault → ValueCheck.Tuple → ValueCheck.User → ValueCheck.Vector"] =
            OfCqlTypes,
        ["Hathi.Ring.Data: ValueOrder.Collections → ValueOrder.Compare → ValueOrder.Fields → ValueOrder.Vectors"] = OfCqlTypes,
        ["Hathi.Hadoop.Rpc: ProtoSpan.TrySkip → ProtoSpan.TrySkipGroup"] = "ProtoSpan's depth",
        ["Hathi.Hadoop.Keys: Setting.get_Allowed"] = ByName,
        ["Hathi.Hadoop.Keys: Setting.get_Kind"] = ByName,
        ["Hathi.Hadoop.Conf: ReadHosts.Equals"] = ByName,
        ["Hathi.Hadoop.Rpc: Utf8Comparer.GetHashCode"] = ByName,
        ["Hathi.Web: RestBody.ReadElement"] = "RestBody.MostDepth",
        ["Hathi.Web: RestBody.Write"] = "RestBody.MostDepth",
        ["Hathi.Yarn.Core: QueueReports.Children → QueueReports.Of"] = OfQueues,
        ["Hathi.Yarn.Core: QueueSettings.Validate"] = OfQueues,
        ["Hathi.Yarn.Core: QueueTree.Build"] = OfQueues,
        ["Hathi.Yarn.Core: Offers.OfferTo"] = OfQueues,
        ["Hathi.Yarn.NodeManager: ContainerLauncher.Link"] = OfPath,
        ["Hathi.Yarn.NodeManager: ResourceFetch.CopyAsync"] = OfPath,
        ["Hathi.Yarn.NodeManager: ResourceFetch.Protect"] = OfPath,
        ["Hathi.Yarn.Protocol: SerializedExceptionProto..ctor → SerializedExceptionProto.Clone"] = "Google.Protobuf decodes 100 levels",
        ["Hathi.Yarn.Protocol: SerializedExceptionProto.MergeFrom"] = "Google.Protobuf decodes 100 levels",
        ["Hathi.Yarn.ResourceManager: ClientReads.WithVisibleAsync"] = OfQueues,
        ["Hathi.Yarn.ResourceManager: QueueJson.Write → QueueJson.WriteChildren"] = OfQueues,
        ["Hathi.Yarn.ResourceManager: QueueMapping.ToProto"] = OfQueues,
    };

    public static TheoryData<string> Rooms => [.. House.MayUse.Keys.Except(s_ofUsers)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void What_calls_itself_is_known_with_what_bounds_it(string name) =>
        Assert.Empty(Circles(name).Except(Known.Keys));

    [Fact]
    public void What_is_known_is_still_there() =>
        Assert.Empty(Known.Keys.Except(House.MayUse.Keys.Except(s_ofUsers).SelectMany(Circles)));

    /// <summary>That circles of all kinds are seen: of this assembly, whose methods here call each other.</summary>
    [Fact]
    public void Circles_of_all_kinds_are_found()
    {
        var found = CallCircles.Of(typeof(RecursionTests).Assembly.Location);
        Assert.Contains("Circles.Direct", found);
        Assert.Contains("Circles.First → Circles.Second", found);
        Assert.Contains("Circles.Lambda", found);
        Assert.Contains("Circles.LaterAsync", found);
        Assert.Contains("Circles.Iterate", found);
        Assert.Contains("Node.Depth", found);
        Assert.DoesNotContain(found, static c => c.Contains("Overloaded", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Circles(string name) =>
        CallCircles.Of(Path.Join(AppContext.BaseDirectory, name + ".dll")).Select(circle => $"{name}: {circle}");
}
