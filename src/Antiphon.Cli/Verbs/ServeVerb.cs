using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
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
        "Serves policies over HTTP: decisions of dispatchers and of agents. Stops on Ctrl+C, or with exit code 0 on SIGTERM, after the "
            + "requests that are under way.",
        [
            new Example("antiphon serve runs/warehouse-k10-seed1", "serve the policy of a run at http://127.0.0.1:5080"),
            new Example("antiphon serve runs/a runs/b --urls http://127.0.0.1:0", "serve two, at a free port, which is printed"),
            new Example(
                "antiphon serve runs/warehouse-k10-seed1 --memory filter",
                "a dispatcher that remembers: it acts in sessions, which survive a restart"
            ),
            new Example(
                "antiphon serve runs/warehouse-k10-seed1 --urls https://0.0.0.0:5443 --keys keys.txt",
                "serve other machines that have a key; a certificate comes from Kestrel's settings"
            ),
            new Example("antiphon serve --demo warehouse", "a simulated population to play with on the page, beside its trained policy"),
            new Example("antiphon serve --make-key alice", "print a key for alice and its line for keys.txt"),
        ]
    );

    // What is left to a request after the server was told to stop, and to the rest of the program after that.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly ServerOptions Ordinary = new();

    private readonly Surroundings surroundings;
    private readonly Argument<string[]> sources = new("RUN|POLICY")
    {
        Description = "run folders, as `antiphon train` made them, and policy files",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> name = VerbOptions.Text(
        "--name",
        "NAME",
        "what requests call the policy, where there is one [its folder]"
    );
    private readonly DeclaredOption<IReadOnlyList<string>?> urls = new DeclaredOption<IReadOnlyList<string>?>("--urls")
    {
        Description = "where to listen; port 0 takes a free one [port 5080 of this machine]",
        HelpName = "URL;..",
        CustomParser = result => result.Tokens[0].Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    }.Sets<ServerOptions>(nameof(ServerOptions.Urls));
    private readonly DeclaredOption<string?> keys = VerbOptions
        .Text("--keys", "FILE", "listen to other machines, for requests with a key of this file; it may change meanwhile [loopback only]")
        .Sets<ServerOptions>(nameof(ServerOptions.Keys));
    private readonly DeclaredOption<int?> rate = VerbOptions
        .Whole("--rate", "N", "requests per second of one client, at most; 0: no limit", Ordinary.Rate, minimum: 0)
        .Sets<ServerOptions>(nameof(ServerOptions.Rate));
    private readonly DeclaredOption<int?> logged = VerbOptions
        .Whole(
            "--log-decisions",
            "N",
            "decisions without a session that the store keeps, the latest, as far as it takes them in time",
            Ordinary.LoggedDecisions,
            minimum: 0
        )
        .Sets<ServerOptions>(nameof(ServerOptions.LoggedDecisions));
    private readonly DeclaredOption<long?> sessionMemory = VerbOptions
        .OptionalBytes("--session-memory", "SIZE", "sessions kept in memory, about; others are loaded from the store [128 MiB]")
        .Sets<ServerOptions>(nameof(ServerOptions.SessionMemory));
    private readonly DeclaredOption<string?> makeKey = VerbOptions.Text(
        "--make-key",
        "NAME",
        "print a new key and its line for the file of keys, and serve nothing"
    );
    private readonly DeclaredOption<AccessScope> scope = VerbOptions.Choice(
        "--scope",
        "with --make-key: what the key is good for; each includes those before it",
        AccessScope.Act,
        ("read", AccessScope.Read),
        ("act", AccessScope.Act),
        ("admin", AccessScope.Admin)
    );
    private readonly DeclaredOption<long?> agents = VerbOptions.Agents("how many local agents there are, at least k [as the run]");
    private readonly Option<string?> gameOfPolicy = VerbOptions.Text(
        "--game",
        "GAME",
        "the game of a policy file: a built-in name or a game file [game.json beside it, or the game of its name]"
    );
    private readonly Option<string?> demo = VerbOptions.Text(
        "--demo",
        "GAME",
        "train in this game for a moment, serve the pair, and simulate a population to play with on the page"
    );
    private readonly MemoryOverride memory = new();
    private readonly Option<string?> store = VerbOptions
        .Text(
            "--store",
            "FILE|Host=..",
            $"where sessions are kept: a file of SQLite, a connection string of PostgreSQL, or the word memory [{Ordinary.Store}]"
        )
        .Sets<ServerOptions>(nameof(ServerOptions.Store));
    private readonly Option<int?> mostSessions = VerbOptions
        .Whole("--most-sessions", "N", "open sessions, at most", Ordinary.MostSessions, minimum: 0)
        .Sets<ServerOptions>(nameof(ServerOptions.MostSessions));
    private readonly Option<int?> idleDays = VerbOptions
        .Whole("--idle-days", "N", "days after which a session without a step is closed", Ordinary.IdleDays)
        .Sets<ServerOptions>(nameof(ServerOptions.IdleDays));
    private readonly Option<int?> largestBatch = VerbOptions
        .Whole("--largest-batch", "N", "local agents per request, at most", Ordinary.LargestBatch)
        .Sets<ServerOptions>(nameof(ServerOptions.LargestBatch));
    private readonly Option<long?> largestBody = VerbOptions
        .OptionalBytes("--largest-body", "SIZE", "body of a request, at most [1 MiB]")
        .Sets<ServerOptions>(nameof(ServerOptions.LargestBody));

    public ServeVerb(Surroundings surroundings)
        : base(Summary)
    {
        this.surroundings = surroundings;
        Add(sources);
        Offer(
            new OptionGroup("Policies", [name, gameOfPolicy, agents, demo]),
            memory.Group,
            new OptionGroup("Service", [urls, store, logged]),
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
        if (shown.Length == 0 && !parse.Given(demo))
        {
            throw new InvalidInputException("serve needs a RUN: a run folder that `antiphon train` made; or --demo and a game");
        }

        if (parse.Given(name) && shown.Length > 1)
        {
            throw new InvalidInputException("--name belongs to one policy; rename the folders where there are several");
        }

        PolicySource[] policies = [.. shown.Select(each => source.Of(each, parse.GetValue(name)))];
        ServerOptions options = parse.Apply(Ordinary with { Log = surroundings.Error, Time = surroundings.Time });
        options = options with
        {
            Store = StorePath(options.Store),
            Keys = options.Keys is null ? null : surroundings.FullPath(options.Keys),
            Demo = parse.GetValue(demo) is string game ? new DemoSource(surroundings).Of(game, policies) : null,
        };
        surroundings.Stop.Patience = Drain + Rest;
        surroundings.Stop.CodeOfTermination = ExitCode.Done;
        surroundings.Stop.Notice = "Stopping after the requests that are under way; once more stops at once.";
        Serve(options, [.. policies, .. DemoSource.Policies(options.Demo)]).GetAwaiter().GetResult();
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

    private string StorePath(string where) => SqlStore.IsFile(where) ? surroundings.FullPath(where) : where;

    private async Task Serve(ServerOptions options, IReadOnlyList<PolicySource> policies)
    {
        await using PolicyServer server = await PolicyServer.StartAsync(options, policies, surroundings.Cancellation);
        foreach (PolicySource policy in policies)
        {
            await surroundings.Out.WriteLineAsync($"Policy {Figures.Printable(policy.Name)}");
        }

        await surroundings.Out.WriteLineAsync($"Listening at {string.Join(", ", server.Addresses)}");
        await Task.Delay(Timeout.Infinite, surroundings.Cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        await server.StopAsync(Drain);
    }
}
