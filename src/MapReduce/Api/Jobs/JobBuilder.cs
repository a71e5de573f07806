using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Partition;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// Describes a job step by step: <c>job.Input("/in").Map&lt;Tokenize&gt;().Combine&lt;Sum&gt;().Reduce&lt;Sum&gt;().Output("/out")</c>. The
/// order of the calls does not matter. Used by one thread.
/// </summary>
public sealed class JobBuilder
{
    private readonly Configuration _configuration;
    private readonly SerializerSet _serializers = new();
    private readonly List<string> _inputs = [];
    private readonly List<JobSource> _sources = [];
    private readonly Dictionary<string, OutputFormat> _namedOutputs = new(StringComparer.Ordinal);
    private string _name = "job";
    private string? _output;
    private InputFormat _inputFormat = new TextInputFormat();
    private OutputFormat? _outputFormat;
    private Func<Mapper>? _mapper;
    private Func<Reducer>? _combiner;
    private Func<Reducer>? _reducer;
    private Func<object>? _partitioner;
    private Type? _partitionerBase;
    private InputSampler? _sampler;
    private RawComparer? _sortOrder;
    private RawComparer? _grouping;

    /// <param name="configuration">Copied.</param>
    public JobBuilder(Configuration configuration) => _configuration = new Configuration(configuration);

    /// <summary>The serialiser of a type, as the job knows it so far.</summary>
    /// <exception cref="JobDefinitionException">There is none.</exception>
    internal Serializer<T> SerializerOf<T>() => _serializers.Get<T>();

    /// <summary>How lists and messages call it.</summary>
    public JobBuilder Named(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>A property of the job's configuration, Hadoop's or one's own.</summary>
    public JobBuilder Set(string property, string value)
    {
        _configuration.Set(property, value);
        return this;
    }

    /// <summary>A property as the job's user set it (-D, configuration files), or else the value given.</summary>
    public string Get(string property, string otherwise) => _configuration.GetString(property, otherwise);

    /// <summary>As <see cref="Get"/>, with the blanks around it: a separator may be one.</summary>
    internal string GetExact(string property, string otherwise) => _configuration.Get(property) ?? otherwise;

    /// <summary>
    /// Adds files, directories (the files in them) or patterns such as /logs/*.gz. Names that start with _ or . are passed over.
    /// </summary>
    public JobBuilder Input(params ReadOnlySpan<string> paths)
    {
        _inputs.AddRange(paths);
        return this;
    }

    /// <summary>
    /// Adds input with a format and a mapper of its own, for jobs that bring several kinds of records together (Apache's MultipleInputs).
    /// All mappers of a job give the same types; what <see cref="ReadAs"/> and <see cref="Map(Func{Mapper})"/> say is for the other inputs.
    /// </summary>
    public JobBuilder Input(string path, InputFormat format, Func<Mapper> create)
    {
        _sources.Add(new JobSource([path], format, create));
        return this;
    }

    /// <summary>How input becomes records; lines of text when not said (<see cref="TextInputFormat"/>).</summary>
    public JobBuilder ReadAs(InputFormat format)
    {
        _inputFormat = format;
        return this;
    }

    public JobBuilder Map<TMapper>()
        where TMapper : Mapper, new()
        => Map(static () => new TMapper());

    /// <summary>A mapper that takes arguments: <c>job.Map(() => new Grep(pattern))</c>. Each attempt gets one of its own.</summary>
    public JobBuilder Map(Func<Mapper> create)
    {
        _mapper = create;
        return this;
    }

    /// <summary>Reduces what one map puts out before it travels. It must not matter whether and how often it runs.</summary>
    public JobBuilder Combine<TReducer>()
        where TReducer : Reducer, new()
        => Combine(static () => new TReducer());

    public JobBuilder Combine(Func<Reducer> create)
    {
        _combiner = create;
        return this;
    }

    /// <summary>Without it there is no sort and no reduce: what the mapper writes is the output.</summary>
    public JobBuilder Reduce<TReducer>()
        where TReducer : Reducer, new()
        => Reduce(static () => new TReducer());

    public JobBuilder Reduce(Func<Reducer> create)
    {
        _reducer = create;
        return this;
    }

    /// <summary>Reduce tasks, each with a file of its own (mapreduce.job.reduces, 1).</summary>
    public JobBuilder Reducers(int count) =>
        Set(MapReduceKeys.Reduces.Name, count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Which reducer gets a record; the hash of the key decides when not said.</summary>
    public JobBuilder PartitionBy<TKey, TValue>(Func<Partitioner<TKey, TValue>> create)
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        _partitioner = create;
        _partitionerBase = typeof(Partitioner<TKey, TValue>);
        return this;
    }

    /// <summary>
    /// Gives each reducer a range of keys instead, so that the outputs of all reducers one behind the other are in order. The ranges are
    /// cut from a sample of the input when the job is submitted, see <see cref="InputSampler"/> and <see cref="TotalOrderPartitioner"/>.
    /// </summary>
    public JobBuilder TotalOrder(InputSampler sampler)
    {
        _sampler = sampler;
        return this;
    }

    /// <summary>The order of keys, over their serialised form; the order of the key's type when not said.</summary>
    public JobBuilder SortBy(RawComparer order)
    {
        _sortOrder = order;
        return this;
    }

    /// <summary>
    /// Which neighbours in that order go to one call of Reduce: those that compare equal here. The sort order when not said.
    /// </summary>
    public JobBuilder GroupBy(RawComparer grouping)
    {
        _grouping = grouping;
        return this;
    }

    /// <summary>How a type becomes bytes: for a type of one's own, or another form of a built-in one.</summary>
    public JobBuilder Serialize<T>(Serializer<T> serializer)
        where T : allows ref struct
    {
        _serializers.Add(serializer);
        return this;
    }

    /// <summary>The directory to write to; it must not exist yet.</summary>
    public JobBuilder Output(string path)
    {
        _output = path;
        return this;
    }

    /// <summary>How records become output; lines "key TAB value" when not said (<see cref="TextOutputFormat{TKey, TValue}"/>).</summary>
    public JobBuilder WriteAs(OutputFormat format)
    {
        _outputFormat = format;
        return this;
    }

    /// <summary>
    /// A further output that tasks write with <see cref="TaskContext.Output{TKey, TValue}(string)"/>, in files NAME-m-00000 or NAME-r-00000
    /// beside the others (Apache's MultipleOutputs). They are committed with the task: of attempts that fail, or that another was faster
    /// than, nothing is seen.
    /// </summary>
    /// <param name="name">Letters and digits; not "part".</param>
    /// <param name="format">How the records are written.</param>
    public JobBuilder NamedOutput(string name, OutputFormat format)
    {
        Require(
            name.Length > 0 && name.All(char.IsAsciiLetterOrDigit) && name != "part",
            $"a named output cannot be called \"{name}\": letters and digits, and not part");
        Require(_namedOutputs.TryAdd(name, format), $"there are two outputs called {name}");
        return this;
    }

    /// <exception cref="JobDefinitionException">A part is missing or two do not fit; the message says what to change.</exception>
    public Job Build()
    {
        var sources = Sources();
        if (string.IsNullOrEmpty(_output))
        {
            throw new JobDefinitionException("Output directory not set.");
        }

        var reducers = _reducer is null ? 0 : JobSettings.Number(_configuration, MapReduceKeys.Reduces);
        var format = CheckTypes(sources, reducers > 0 ? _reducer!() : null, _combiner?.Invoke());
        return new BuiltJob(
            new JobParts
            {
                Name = _name,
                Configuration = new Configuration(_configuration),
                InputPaths = [.. sources.SelectMany(s => s.Paths)],
                OutputPath = _output,
                Reducers = reducers,
                Settings = JobSettings.From(_configuration),
                Sources = sources,
                OutputFormat = format,
                NamedOutputs = _namedOutputs,
                CreateCombiner = reducers > 0 ? _combiner : null,
                CreateReducer = reducers > 0 ? _reducer : null,
                CreatePartitioner = _partitioner,
                Sampler = reducers > 0 ? _sampler : null,
                SortOrder = _sortOrder,
                Grouping = _grouping,
                Serializers = _serializers,
            },
            origin: null);
    }

    private JobSource[] Sources()
    {
        var sources = new List<JobSource>();
        if (_sources.Count == 0 || _inputs.Count > 0)
        {
            if (_mapper is null)
            {
                throw new JobDefinitionException($"{_name} has no mapper: call job.Map<…>().");
            }

            if (_inputs.Count == 0 && _inputFormat.ReadsPaths)
            {
                throw new JobDefinitionException("No input paths specified in job");
            }

            sources.Add(new JobSource([.. _inputs], _inputFormat, _mapper));
        }

        return [.. sources, .. _sources];
    }

    private OutputFormat CheckTypes(JobSource[] sources, Reducer? reducer, Reducer? combiner)
    {
        var mapper = sources[0].CreateMapper();
        var name = mapper.GetType().Name;
        foreach (var source in sources)
        {
            var one = source.CreateMapper();
            Require(
                one.InputTypes == source.Format.Types,
                $"{one.GetType().Name} takes {one.InputTypes} but {source.Format.GetType().Name} gives {source.Format.Types}");
            Require(
                one.OutputTypes == mapper.OutputTypes,
                $"{one.GetType().Name} gives {one.OutputTypes} but {name} gives {mapper.OutputTypes}; all mappers of a job give the same");
        }

        if (reducer is not null)
        {
            Require(
                reducer.InputTypes == mapper.OutputTypes,
                $"{reducer.GetType().Name} takes {reducer.InputTypes} but {name} gives {mapper.OutputTypes}");
            Require(
                combiner is null || (combiner.InputTypes == mapper.OutputTypes && combiner.OutputTypes == mapper.OutputTypes),
                $"{combiner?.GetType().Name} cannot combine: it takes {combiner?.InputTypes} and gives {combiner?.OutputTypes}, "
                + $"both must be what {name} gives, {mapper.OutputTypes}");
            Require(
                _sampler is null || _partitioner is null,
                "it has a partitioner and is to be in total order; call one of PartitionBy and TotalOrder");
            var keyAndValue = _partitionerBase?.GetGenericArguments();
            Require(
                keyAndValue is null || new RecordTypes(keyAndValue[0], keyAndValue[1]) == mapper.OutputTypes,
                $"the partitioner is not one for what {name} gives, {mapper.OutputTypes}");
        }

        var given = reducer?.OutputTypes ?? mapper.OutputTypes;
        var format = _outputFormat ?? reducer?.CreateTextOutput() ?? mapper.CreateTextOutput();
        Require(format.Types == given, $"{format.GetType().Name} takes {format.Types} but {reducer?.GetType().Name ?? name} gives {given}");
        return format;
    }

    private void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new JobDefinitionException($"{_name}: {fault}.");
        }
    }
}
