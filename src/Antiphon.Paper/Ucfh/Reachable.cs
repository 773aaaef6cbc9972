namespace Antiphon.Paper;

/// <summary>Which states an episode can meet at all.</summary>
internal static class Reachable
{
    /// <summary>States that some policy reaches with positive probability before the horizon.</summary>
    internal static bool[] From(FiniteHorizonMdp mdp)
    {
        bool[] met = new bool[mdp.States];
        var fresh = new List<int>();
        for (int state = 0; state < mdp.PhaseStart(1); state++)
        {
            Meet(mdp.Start[state] > 0, state, fresh);
        }

        for (int step = 1; step < mdp.Horizon && fresh.Count > 0; step++)
        {
            List<int> last = fresh;
            fresh = [];
            foreach (int state in last)
            {
                for (int place = mdp.Rows.Starts[state * mdp.Actions]; place < mdp.Rows.Starts[(state + 1) * mdp.Actions]; place++)
                {
                    Meet(true, mdp.Rows.Successors[place], fresh);
                }
            }
        }

        return met;

        void Meet(bool possible, int state, List<int> into)
        {
            if (possible && !met[state])
            {
                met[state] = true;
                into.Add(state);
            }
        }
    }
}
