using Hathi.Hdfs.Client;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Partition;
using Hathi.MapReduce.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// Describes a job step by step: <c>job.Input("/in").Map&lt;Tokenize&gt;().Combine&lt;Sum&gt;().Reduce&lt;Sum&gt;().Output("/out")</c>. The order of the calls
/// does not matter. Used by one thread.
/// </summary>
public sealed class JobBuilder
{
    private readonly Configuration _configuration;
    private readonly SerializerSet _serializers = new();
    private readonly List<string> _inputs = [];
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

    /// <summary>Adds files, directories (the files in them) or patterns such as /logs/*.gz. Names that start with _ or . are passed over.</summary>
    public JobBuilder Input(params ReadOnlySpan<string> paths)
    {
        _inputs.AddRange(paths);
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
    public JobBuilder Reducers(int count) => Set("mapreduce.job.reduces", count.ToString(System.Globalization.CultureInfo.InvariantCulture));

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
    /// Gives each reducer a range of keys instead, so that the outputs of all reducers one behind the other are in order. The ranges are cut from a sample
    /// of the input when the job is submitted, see <see cref="InputSampler"/> and <see cref="TotalOrderPartitioner"/>.
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

    /// <summary>Which neighbours in that order go to one call of Reduce: those that compare equal here. The sort order when not said.</summary>
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

    /// <exception cref="JobDefinitionException">A part is missing or two do not fit; the message says what to change.</exception>
    public Job Build()
    {
        if (_mapper is null)
        {
            throw new JobDefinitionException($"{_name} has no mapper: call job.Map<…>().");
        }

        if (_inputs.Count == 0 && _inputFormat.ReadsPaths)
        {
            throw new JobDefinitionException("No input paths specified in job");
        }

        if (string.IsNullOrEmpty(_output))
        {
            throw new JobDefinitionException("Output directory not set.");
        }

        var reducers = _reducer is null ? 0 : JobSettings.Number(_configuration, "mapreduce.job.reduces", 1, 0, 1_000_000);
        var format = CheckTypes(_mapper(), reducers > 0 ? _reducer!() : null, _combiner?.Invoke());
        return new Job(new JobParts
        {
            Name = _name,
            Configuration = new Configuration(_configuration),
            InputPaths = [.. _inputs],
            OutputPath = _output,
            Reducers = reducers,
            Settings = JobSettings.From(_configuration),
            InputFormat = _inputFormat,
            OutputFormat = format,
            CreateMapper = _mapper,
            CreateCombiner = reducers > 0 ? _combiner : null,
            CreateReducer = reducers > 0 ? _reducer : null,
            CreatePartitioner = _partitioner,
            Sampler = reducers > 0 ? _sampler : null,
            SortOrder = _sortOrder,
            Grouping = _grouping,
            Serializers = _serializers,
        });
    }

    private OutputFormat CheckTypes(Mapper mapper, Reducer? reducer, Reducer? combiner)
    {
        var name = mapper.GetType().Name;
        Require(mapper.InputTypes == _inputFormat.Types, $"{name} takes {mapper.InputTypes} but {_inputFormat.GetType().Name} gives {_inputFormat.Types}");
        if (reducer is not null)
        {
            Require(reducer.InputTypes == mapper.OutputTypes, $"{reducer.GetType().Name} takes {reducer.InputTypes} but {name} gives {mapper.OutputTypes}");
            Require(
                combiner is null || (combiner.InputTypes == mapper.OutputTypes && combiner.OutputTypes == mapper.OutputTypes),
                $"{combiner?.GetType().Name} cannot combine: it takes {combiner?.InputTypes} and gives {combiner?.OutputTypes}, both must be what {name} gives, {mapper.OutputTypes}");
            Require(_sampler is null || _partitioner is null, "it has a partitioner and is to be in total order; call one of PartitionBy and TotalOrder");
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
