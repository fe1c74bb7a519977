using System.Collections.Immutable;

namespace FleetActors.Simulation.Emit;

/// <summary>Which cars there are at the target, and how each logs in.</summary>
public static class DeviceList
{
    /// <summary>
    /// Devices of a motion's cars. A CSV file (<c>vehicle</c> and any of <c>user,password,token</c>) names them in its order and
    /// must have enough of them; otherwise they are the motion's cars, with what the templates say. Throws <see cref="EmitException"/>.
    /// </summary>
    /// <param name="motion">The cars.</param>
    /// <param name="csvPath">The file, or null.</param>
    /// <param name="id">A template of the id, in which <c>{{vehicle}}</c> is the motion's own id and <c>{{number}}</c> the car's number; or null.</param>
    /// <param name="user">A template of the user, or null.</param>
    /// <param name="password">A template of the password, or null.</param>
    /// <param name="token">A template of the token, or null.</param>
    public static ImmutableArray<Device> Of(IFleetMotion motion, string? csvPath, string? id, string? user, string? password, string? token)
    {
        if (csvPath is not null) return Read(csvPath, motion.Count);
        var (idOf, userOf, passwordOf, tokenOf) = (Parse(id, "--vehicle-id"), Parse(user, "--user"), Parse(password, "--password"), Parse(token, "--token"));
        var devices = ImmutableArray.CreateBuilder<Device>(motion.Count);
        for (var car = 0; car < motion.Count; car++)
        {
            var named = new Device(motion.IdOf(car));
            if (idOf is not null) named = new(Fill(idOf, named, car));
            devices.Add(new(named.Id, Fill(userOf, named, car), Fill(passwordOf, named, car), Fill(tokenOf, named, car)));
        }

        return devices.MoveToImmutable();
    }

    private static ImmutableArray<Device> Read(string path, int count)
    {
        var table = CsvTable.Load(path);
        if (table.RowCount < count)
            throw new EmitException($"{Path.GetFileName(path)}: {table.RowCount} devices are listed, but {count} cars drive; list more, or give --vehicles {table.RowCount}.");
        var devices = ImmutableArray.CreateBuilder<Device>(count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < count; row++)
        {
            var id = table.Text(row, "vehicle");
            if (!seen.Add(id)) throw table.Fault(row, "vehicle", $"'{id}' is listed twice");
            devices.Add(new(id, Cell("user"), Cell("password"), Cell("token")));

            string Cell(string column) => table.Has(column) ? table.Text(row, column) : "";
        }

        return devices.MoveToImmutable();
    }

    private static PayloadTemplate? Parse(string? text, string option)
    {
        if (text is null) return null;
        var template = PayloadTemplate.Parse(text, option, TemplateUse.Plain);
        return !template.IsBatch && !template.NeedsCredentials ? template : throw new EmitException($"{option}: only {{{{vehicle}}}}, {{{{uuid}}}} and {{{{number}}}} mean something here.");
    }

    private static string Fill(PayloadTemplate? template, Device device, int car) => template?.Text(new(device, 0, default, car)) ?? "";
}
