using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon serve`: the policy service.</summary>
internal sealed class ServeVerb : Verb
{
    /// <summary>What the help of the program says of it.</summary>
    public static readonly VerbSummary Summary = new(
        "serve",
        "serve RUN|POLICY..",
        "Serves policies over HTTP: decisions of dispatchers and agents. Completes open requests on Ctrl+C and on SIGTERM, then stops; "
            + "after SIGTERM the exit code is 0.",
        [
            new Example("antiphon serve runs/warehouse-k10-seed1", "serve a run's policy at http://127.0.0.1:5080"),
            new Example("antiphon serve runs/a runs/b --urls http://127.0.0.1:0", "serve two policies at a free port, which is printed"),
            new Example(
                "antiphon serve runs/warehouse-k10-seed1 --memory filter",
                "serve a dispatcher with memory; it acts in sessions, which survive a restart"
            ),
            new Example(
                "antiphon serve runs/warehouse-k10-seed1 --urls https://0.0.0.0:5443 --keys keys.txt",
                "serve other machines that have a key; the TLS certificate is set in Kestrel's configuration"
            ),
            new Example(
                "antiphon serve runs/warehouse-k10-seed1 --memory filter --cluster 10.0.0.2:6379 --member 10.0.0.5:11111",
                "serve sessions on several machines; each runs this command with its own --member"
            ),
            new Example("antiphon serve --demo warehouse", "serve a trained policy with a simulated population on the page"),
            new Example("antiphon serve --runs runs", "list the runs in a folder on a page, compare two, show their reports"),
            new Example("antiphon serve --make-key alice", "print a key for alice and its line for keys.txt"),
        ]
    );

    // What is left to a request after the server was told to stop, and to the rest of the program after that.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    // In which a member hands its sessions over.
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(10);
    private static ServerOptions Ordinary => new();

    private readonly Surroundings surroundings;
    private readonly Argument<string[]> sources = new("RUN|POLICY")
    {
        Description = "run folders of `antiphon train`, and policy files",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> name = VerbOptions.Text(
        "--name",
        "NAME",
        "name of the policy in requests, if only one is served [its folder's name]"
    );
    private readonly DeclaredOption<IReadOnlyList<string>?> urls = VerbOptions
        .Urls("addresses to listen at; port 0 chooses a free port [port 5080 of this machine]")
        .Sets<ServerOptions>(nameof(ServerOptions.Urls));
    private readonly DeclaredOption<string?> keys = VerbOptions
        .Text(
            "--keys",
            "FILE",
            "also accept requests from other machines, with a key from this file; changes to the file take effect "
                + "at once [loopback only]"
        )
        .Sets<ServerOptions>(nameof(ServerOptions.Keys));
    private readonly DeclaredOption<int?> rate = VerbOptions
        .Whole("--rate", "N", "maximum requests per second of one client; 0 means no limit", Ordinary.Rate, minimum: 0)
        .Sets<ServerOptions>(nameof(ServerOptions.Rate));
    private readonly DeclaredOption<int?> logged = VerbOptions
        .Whole(
            "--log-decisions",
            "N",
            "number of latest decisions without a session to store, as far as the store keeps up",
            Ordinary.LoggedDecisions,
            minimum: 0
        )
        .Sets<ServerOptions>(nameof(ServerOptions.LoggedDecisions));
    private readonly DeclaredOption<long?> sessionMemory = VerbOptions
        .OptionalBytes(
            "--session-memory",
            "SIZE",
            "approximate size of sessions kept in memory; others are loaded from the store [128 MiB]"
        )
        .Sets<ServerOptions>(nameof(ServerOptions.SessionMemory));
    private readonly DeclaredOption<string?> makeKey = VerbOptions.Text(
        "--make-key",
        "NAME",
        "print a new key and its line for the key file, and exit"
    );
    private readonly DeclaredOption<AccessScope> scope = VerbOptions.Choice(
        "--scope",
        "with --make-key: permissions of the key; each includes those before it",
        AccessScope.Act,
        ("read", AccessScope.Read),
        ("act", AccessScope.Act),
        ("admin", AccessScope.Admin)
    );
    private readonly DeclaredOption<long?> agents = VerbOptions.Agents("number of local agents, at least k [as in the run]");
    private readonly Option<string?> gameOfPolicy = PairSource.GameOption();
    private readonly Option<string?> demo = VerbOptions.Text(
        "--demo",
        "GAME",
        "train briefly in this game, serve the pair, and simulate a population on the page"
    );
    private readonly DeclaredOption<string?> runs = VerbOptions
        .Text(
            "--runs",
            "FOLDER",
            "list the runs and sweeps in this folder on the page, to compare and to report; beside policies or alone"
        )
        .Sets<ServerOptions>(nameof(ServerOptions.Runs));
    private readonly MemoryOverride memory = new();
    private readonly Option<string?> store = VerbOptions
        .Text(
            "--store",
            "FILE|Host=..",
            $"where sessions are stored: an SQLite file, a PostgreSQL connection string, or the word memory [{Ordinary.Store}]"
        )
        .Sets<ServerOptions>(nameof(ServerOptions.Store));
    private readonly ClusterChoice cluster = new();
    private readonly Option<int?> mostSessions = VerbOptions
        .Whole("--most-sessions", "N", "maximum number of open sessions", Ordinary.MostSessions, minimum: 0)
        .Sets<ServerOptions>(nameof(ServerOptions.MostSessions));
    private readonly Option<int?> idleDays = VerbOptions
        .Whole("--idle-days", "N", "close sessions after this many days without a step", Ordinary.IdleDays)
        .Sets<ServerOptions>(nameof(ServerOptions.IdleDays));
    private readonly Option<int?> largestBatch = VerbOptions
        .Whole("--largest-batch", "N", "maximum number of local agents per request", Ordinary.LargestBatch)
        .Sets<ServerOptions>(nameof(ServerOptions.LargestBatch));
    private readonly Option<long?> largestBody = VerbOptions
        .OptionalBytes("--largest-body", "SIZE", "maximum size of a request body [1 MiB]")
        .Sets<ServerOptions>(nameof(ServerOptions.LargestBody));

    public ServeVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        Add(sources);
        Offer(
            new OptionGroup("Policies", [name, gameOfPolicy, agents, demo]),
            new OptionGroup("Runs", [runs]),
            memory.Group,
            new OptionGroup("Service", [urls, store, logged]),
            cluster.Group,
            new OptionGroup("Keys", [keys, makeKey, scope]),
            new OptionGroup("Limits", [rate, largestBody, largestBatch, mostSessions, idleDays, sessionMemory])
        );
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var source = new ServedSource(parse, memory, agents, gameOfPolicy, surroundings);
        if (parse.GetValue(makeKey) is string holder)
        {
            return MakeKey(holder, parse.GetValue(scope));
        }

        string[] shown = parse.GetValue(sources) ?? [];
        if (shown.Length == 0 && !parse.Given(demo) && !parse.Given(runs))
        {
            throw new InvalidInputException(
                "serve needs a RUN: a run folder that `antiphon train` made; or --demo and a game, or --runs and a folder of runs"
            );
        }

        if (parse.Given(name) && shown.Length > 1)
        {
            throw new InvalidInputException("--name applies to a single policy; to serve several, rename their folders");
        }

        cluster.Require(parse, [store, demo], shown.Length);
        PolicySource[] policies = [.. shown.Select(each => source.Of(each, parse.GetValue(name)))];
        ServerOptions options = parse.Apply(Ordinary with { Log = surroundings.Error, Time = surroundings.Time });
        options = options with
        {
            Store = StorePath(parse, options.Store, shown),
            Runs = options.Runs is null ? null : surroundings.FullPath(options.Runs),
            Report = Report,
            Keys = options.Keys is null ? null : surroundings.FullPath(options.Keys),
            Demo = parse.GetValue(demo) is string game ? new DemoSource(surroundings).Of(game, policies) : null,
        };
        surroundings.Stop.Patience = Drain + Rest + (cluster.Given(parse) ? Leaving : TimeSpan.Zero);
        surroundings.Stop.CodeOfTermination = ExitCode.Done;
        surroundings.Stop.Notice = "Stopping after open requests; interrupt again to stop at once.";
        Serve(parse, options, [.. policies, .. DemoSource.Policies(options.Demo)]).GetAwaiter().GetResult();
        int code = surroundings.Stop.Code;
        return code == ExitCode.Done ? code : throw new OperationCanceledException(surroundings.Cancellation);
    }

    private int MakeKey(string holder, AccessScope allowed)
    {
        (string key, AccessKey line) = AccessKey.Create(holder, allowed);
        surroundings.Out.WriteLine($"Key:  {key}");
        surroundings.Out.WriteLine($"Line: {line}");
        return ExitCode.Done;
    }

    private string Report(string folder, CancellationToken cancellation) =>
        ReportPage.Write(ReportVerb.Read(folder, surroundings.Shown(folder), cancellation), ReportScripts.Built);

    // Without a policy there are no sessions to keep, and a cluster keeps them itself.
    private string StorePath(ParseResult parse, string where, string[] shown)
    {
        bool keepsNone = cluster.Given(parse) || (shown.Length == 0 && !parse.Given(demo) && !parse.Given(store));
        return keepsNone ? "memory"
            : SqlStore.IsFile(where) ? surroundings.FullPath(where)
            : where;
    }

    private async Task Serve(ParseResult parse, ServerOptions options, IReadOnlyList<PolicySource> policies)
    {
        await using PolicyServer server = await cluster.Start(parse, options, policies, surroundings.Cancellation);
        foreach (PolicySource policy in policies)
        {
            await surroundings.Out.WriteLineAsync($"Policy {Figures.Printable(policy.Name)}");
        }

        if (options.Runs is not null)
        {
            await surroundings.Out.WriteLineAsync($"Runs   {Figures.Printable(surroundings.Shown(options.Runs))}");
        }

        await surroundings.Out.WriteLineAsync($"Listening at {string.Join(", ", server.Addresses)}");
        Task stopped = Task.Delay(Timeout.Infinite, surroundings.Cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        bool isLost = await Task.WhenAny(stopped, server.Lost) == server.Lost;
        await server.StopAsync(Drain);
        if (isLost)
        {
            throw new IOException(await server.Lost);
        }
    }
}
