using System.Text.Json;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Cli.Environments;

/// <summary>Environments of one deployment that take their steps together.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="seed">The seed until a reset names another.</param>
/// <param name="size">How many environments, until a reset says otherwise.</param>
/// <param name="horizon">Steps per episode; null: no end.</param>
internal sealed class EnvironmentBatch(OpenDeployment deployment, ulong seed, int size, int? horizon)
{
    /// <summary>The most environments of a batch.</summary>
    public const int Most = 1_000_000;

    private readonly CooperativeGame game = deployment.Game;
    private OpenEpisode[] episodes = [];
    private int[] actions = [];
    private int[] agentActions = [];
    private ulong seed = seed;
    private int size = size;
    private long next;

    /// <summary>The episodes under way; none before the first reset.</summary>
    public IReadOnlyList<OpenEpisode> Episodes => episodes;

    /// <summary>How many environments.</summary>
    public int Size => size;

    /// <summary>The deployment.</summary>
    public OpenDeployment Deployment => deployment;

    /// <summary>Steps per episode; null: no end.</summary>
    public int? Horizon => horizon;

    /// <summary>Steps since the reset.</summary>
    public int Time { get; private set; }

    /// <summary>Whether the horizon has been reached.</summary>
    public bool Truncated => Time == horizon;

    /// <summary>Team rewards of the last step.</summary>
    public double[] Rewards { get; private set; } = [];

    /// <summary>Begins episodes: of a seed those with the numbers from "first", else the next ones of the present seed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">A field is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Reset(EnvironmentRequest request, CancellationToken cancellation)
    {
        ulong? newSeed = request.Whole("seed", 0, ulong.MaxValue);
        ulong? first = request.Whole("first", 0, long.MaxValue - Most);
        int newSize = (int?)request.Whole("batch", 1, Most) ?? size;
        if (newSize != episodes.Length)
        {
            OpenEpisode[] created = deployment.CreateEpisodes(newSize);
            (episodes, size) = (created, newSize);
            actions = new int[size];
            Rewards = new double[size];
            agentActions = new int[deployment.NamesAgents ? game.Agents : 0];
        }

        seed = newSeed ?? seed;
        next = (long?)first ?? (newSeed is null ? next : 0);
        foreach (OpenEpisode episode in episodes)
        {
            cancellation.ThrowIfCancellationRequested();
            // The very episodes that `antiphon simulate` runs with one seed.
            episode.Start(OnlineExecution.RolloutStream(seed, 0, next));
            next++;
        }

        Time = 0;
    }

    /// <summary>Takes one step in every environment, or, where one decision is wrong, in none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">There is no episode, it is over, or a decision is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Step(EnvironmentRequest request, CancellationToken cancellation)
    {
        if (episodes.Length == 0 || Truncated)
        {
            throw new InvalidInputException(
                episodes.Length == 0 ? "there is no episode yet; reset first" : $"the episodes ended at step {Time}; reset first"
            );
        }

        ReadGlobal(request);
        ReadLocal(request);
        for (int place = 0; place < size; place++)
        {
            cancellation.ThrowIfCancellationRequested();
            Rewards[place] = episodes[place].Step(actions[place]);
        }

        Time++;
    }

    private void ReadGlobal(EnvironmentRequest request)
    {
        const string field = "globalAction";
        if (!deployment.ChoosesGlobal)
        {
            request.Refuse(field, "the global agent");
            return;
        }

        int place = 0;
        JsonElement value = request.Required(field, $"{size} actions, one per environment");
        foreach (JsonElement entry in EnvironmentRequest.Entries(value, size, () => field, "environment"))
        {
            int at = place;
            ActionSet allowed = game.Allowed.Global(episodes[at].GlobalState);
            actions[place++] = Action(entry, game.GlobalActions, allowed, () => $"{field}[{at}]");
        }
    }

    private void ReadLocal(EnvironmentRequest request)
    {
        const string field = "localActions";
        if (!deployment.ChoosesLocal)
        {
            request.Refuse(field, "the local agents");
            return;
        }

        int place = 0;
        JsonElement value = request.Required(field, $"{size} arrays, one per environment");
        foreach (JsonElement entry in EnvironmentRequest.Entries(value, size, () => field, "environment"))
        {
            int at = place;
            string Place() => $"{field}[{at}]";
            if (deployment.NamesAgents)
            {
                ReadAgents(entry, episodes[place++], Place);
            }
            else
            {
                ReadCounts(entry, episodes[place++], Place);
            }
        }
    }

    private void ReadAgents(JsonElement value, OpenEpisode episode, Func<string> place)
    {
        int agent = 0;
        ReadOnlySpan<int> states = episode.Choices!.Named!.States;
        foreach (JsonElement entry in EnvironmentRequest.Entries(value, game.Agents, place, "local agent"))
        {
            int at = agent;
            ActionSet allowed = game.Allowed.Local(states[agent], episode.GlobalState);
            agentActions[agent++] = Action(entry, game.LocalActions, allowed, () => $"{place()}[{at}]");
        }

        episode.Choices.Choose(agentActions);
    }

    private void ReadCounts(JsonElement value, OpenEpisode episode, Func<string> place)
    {
        int state = 0;
        foreach (JsonElement row in EnvironmentRequest.Entries(value, game.LocalStates, place, "local state"))
        {
            int at = state;
            string Row() => $"{place()}[{at}]";
            Span<long> taken = episode.Choices!.At(state);
            ReadRow(row, taken, game.Allowed.Local(state, episode.GlobalState), Row);
            long sum = 0;
            foreach (long count in taken)
            {
                // Each is at most n, so that the sum of a row does not overflow.
                sum += count;
            }

            if (sum != episode.Counts[state++])
            {
                throw new InvalidInputException(
                    $"{Row()} sums to {sum}; expected {episode.Counts[at]}, the number of agents in local state {at}"
                );
            }
        }
    }

    private void ReadRow(JsonElement row, Span<long> taken, ActionSet allowed, Func<string> place)
    {
        int action = 0;
        foreach (JsonElement entry in EnvironmentRequest.Entries(row, game.LocalActions, place, "local action"))
        {
            if (
                entry.ValueKind != JsonValueKind.Number
                || !entry.TryGetInt64(out long count)
                || count < 0
                || count > game.Agents
                || (count > 0 && !allowed.Contains(action))
            )
            {
                throw new InvalidInputException(
                    $"{place()}[{action}] is {EnvironmentRequest.Short(entry)}; expected "
                        + (allowed.Contains(action) ? $"a number of agents, 0 to {game.Agents}" : "0: the action is not allowed there")
                );
            }

            taken[action++] = count;
        }
    }

    private static int Action(JsonElement entry, int number, ActionSet allowed, Func<string> place) =>
        entry.ValueKind == JsonValueKind.Number && entry.TryGetInt32(out int action) && allowed.Contains(action)
            ? action
            : throw new InvalidInputException(
                $"{place()} is {EnvironmentRequest.Short(entry)}; expected "
                    + (allowed.Count == number ? $"an action from 0 to {number - 1}" : $"an allowed action: {string.Join(", ", allowed)}")
            );
}
