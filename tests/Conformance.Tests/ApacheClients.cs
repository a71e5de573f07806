using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Hathi.Conformance.Tests;

/// <summary>
/// Apache's command lines, one after the other in one JVM: each command is the main class that its script starts, called as the script
/// calls it, so that a test of a dozen commands does not start a dozen JVMs. Of one configuration; not for two threads.
/// </summary>
internal sealed class ApacheClients : IDisposable
{
    // What ends a JVM ends the command here: System.exit is refused and its status told. Java compiles it when it starts.
    private const string Program =
        """
        import java.io.*;
        import java.lang.reflect.InvocationTargetException;

        public final class Clients {
            static final class Sink extends OutputStream {
                private volatile OutputStream to = new ByteArrayOutputStream();
                ByteArrayOutputStream begin() { var begun = new ByteArrayOutputStream(); to = begun; return begun; }
                @Override public void write(int b) throws IOException { to.write(b); }
                @Override public void write(byte[] b, int at, int count) throws IOException { to.write(b, at, count); }
            }

            static final class Exit extends SecurityException {
                final int status;
                Exit(int status) { this.status = status; }
            }

            @SuppressWarnings("removal")
            static final class Stay extends SecurityManager {
                @Override public void checkPermission(java.security.Permission permission) { }
                @Override public void checkExit(int status) { throw new Exit(status); }
            }

            @SuppressWarnings("removal")
            public static void main(String[] none) throws Exception {
                var asked = new DataInputStream(new BufferedInputStream(System.in));
                var answers = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
                Sink out = new Sink(), err = new Sink();
                System.setSecurityManager(new Stay());
                System.setIn(InputStream.nullInputStream());
                System.setOut(new PrintStream(out, true));
                System.setErr(new PrintStream(err, true));
                for (int words; (words = asked.readInt()) > 0; ) {
                    var command = new String[words];
                    for (int i = 0; i < words; i++) command[i] = new String(asked.readNBytes(asked.readInt()), "UTF-8");
                    var said = out.begin();
                    var complained = err.begin();
                    int status = run(command[0], java.util.Arrays.copyOfRange(command, 1, words));
                    answers.writeInt(status & 255);
                    for (var text : new ByteArrayOutputStream[] { said, complained }) {
                        answers.writeInt(text.size());
                        text.writeTo(answers);
                    }
                    answers.flush();
                }
                Runtime.getRuntime().halt(0);
            }

            private static int run(String name, String[] arguments) throws Exception {
                try {
                    Class.forName(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
                    return 0;
                } catch (InvocationTargetException e) {
                    if (e.getCause() instanceof Exit exit) return exit.status;
                    e.getCause().printStackTrace();
                    return 1;
                }
            }
        }
        """;

    // By the words of a command line, as in Apache's own scripts.
    private static readonly Dictionary<string, string> s_classes = new(StringComparer.Ordinal)
    {
        ["hdfs dfs"] = "org.apache.hadoop.fs.FsShell",
        ["hdfs dfsadmin"] = "org.apache.hadoop.hdfs.tools.DFSAdmin",
        ["hdfs fsck"] = "org.apache.hadoop.hdfs.tools.DFSck",
        ["mapred job"] = "org.apache.hadoop.mapred.JobClient",
        ["yarn application"] = "org.apache.hadoop.yarn.client.cli.ApplicationCLI",
        ["yarn logs"] = "org.apache.hadoop.yarn.client.cli.LogsCLI",
        ["yarn node"] = "org.apache.hadoop.yarn.client.cli.NodeCLI",
        ["yarn queue"] = "org.apache.hadoop.yarn.client.cli.QueueCLI",
    };

    // What a command adds to the names of configuration files in a JVM, the next "hdfs dfs" wants to find. These are nowhere: two lie in
    // a jar of Apache's routers, which are not among the peers, and the third is an administrator's who has resources of his own.
    private static readonly string[] s_missing = ["hdfs-rbf-default.xml", "hdfs-rbf-site.xml", "resource-types.xml"];

    private readonly WorkDirectory _work;
    private readonly Process _java;
    private readonly Task<string> _complaints;

    /// <param name="environment">HADOOP_CONF_DIR of the cluster.</param>
    public ApacheClients(IReadOnlyDictionary<string, string> environment)
    {
        var script = Programs.Apache;
        _work = new WorkDirectory();
        var program = Path.Combine(_work.Path, "Clients.java");
        File.WriteAllText(program, Program);
        foreach (var file in s_missing)
        {
            SiteXml.Write(Path.Combine(_work.Path, file));
        }

        var start = new ProcessStartInfo(script, ["java", program])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HADOOP_CLASSPATH"] = _work.Path;
        _java = Process.Start(start)!;
        _complaints = _java.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs one to its end.</summary>
    /// <param name="words">hdfs, yarn or mapred, its command, and what is asked.</param>
    public CommandResult Run(params string[] words)
    {
        var command = string.Join(' ', words);
        string[] sent = words is ["yarn", "application", ..] // knows its own name
            ? [s_classes["yarn application"], .. words[1..]]
            : [s_classes[$"{words[0]} {words[1]}"], .. words[2..]];
        using var limit = new CancellationTokenSource(ClusterPatience.Command);
        using var late = limit.Token.Register(() => _java.Kill());
        try
        {
            Send(sent);
            return new CommandResult(command, ReadNumber(), ReadText(), ReadText());
        }
        catch (IOException)
        {
            _java.Kill();
            return new CommandResult(command, -1, "", $"the JVM of Apache's clients has ended: {_complaints.Result}");
        }
    }

    public void Dispose()
    {
        _java.Kill();
        _java.WaitPatiently();
        _java.Dispose();
        _work.Dispose();
    }

    private void Send(string[] words)
    {
        using var request = new MemoryStream();
        Write(request, words.Length);
        foreach (var word in words)
        {
            Write(request, Encoding.UTF8.GetByteCount(word));
            request.Write(Encoding.UTF8.GetBytes(word));
        }

        _java.StandardInput.BaseStream.Write(request.GetBuffer().AsSpan(0, (int)request.Length));
        _java.StandardInput.BaseStream.Flush();
    }

    private static void Write(MemoryStream request, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        request.Write(bytes);
    }

    private int ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        _java.StandardOutput.BaseStream.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private string ReadText()
    {
        var bytes = new byte[ReadNumber()];
        _java.StandardOutput.BaseStream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
