using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// What the agents earn at count vectors, where their rewards do not depend on the population: along count vectors that differ in the last
/// two counts only it changes by the same amount each time.
/// </summary>
internal sealed class LocalRates
{
    private readonly double[] rates;
    private readonly int agents;

    /// <summary>Lays out the rewards.</summary>
    /// <param name="model">The population.</param>
    /// <param name="kernels">What one agent does.</param>
    internal LocalRates(PopulationModel model, LocalKernels kernels)
    {
        agents = model.Lattice.Agents;
        ArePaired = model.Lattice.Blocks[^1].States > 1;
        rates = new double[kernels.GlobalStates * kernels.LocalStates];
        for (int state = 0; state < kernels.GlobalStates; state++)
        {
            kernels.Reward(state).CopyTo(rates.AsSpan(state * kernels.LocalStates));
        }

        if (model.Lattice.Blocks.Length > 1)
        {
            // An agent's part depends on its type: the parts go into the rates, and nothing is left to divide by.
            agents = 1;
            for (int place = 0; place < rates.Length; place++)
            {
                rates[place] *= model.AgentShare(place % kernels.LocalStates);
            }
        }
    }

    /// <summary>Whether there are two last counts that agents of one type share.</summary>
    internal bool ArePaired { get; }

    /// <summary>sum_x mu_x rbar_l(x, s_g), and what it gains when one agent goes from the last state to the last but one.</summary>
    internal (double Value, double Slope) At(int globalState, ReadOnlySpan<int> counts)
    {
        Span<double> own = rates.AsSpan(globalState * counts.Length, counts.Length);
        double sum = 0.0;
        for (int state = 0; state < counts.Length; state++)
        {
            sum += counts[state] * own[state];
        }

        return (sum / agents, ArePaired ? (own[^2] - own[^1]) / agents : 0);
    }
}
