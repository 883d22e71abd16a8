// SPDX-License-Identifier: MPL-2.0

package accesstoken_test

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// The token goes into another provider block, through an ephemeral output of a module, and into a command.
const configuration = `
module "token" {
  source = "./token"
}

provider "dadosfera" {
  alias        = "second"
  access_token = module.token.value
}

resource "dadosfera_pipeline" "test" {
  provider = dadosfera.second
  name     = "Orders"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

resource "terraform_data" "command" {
  provisioner "local-exec" {
    command     = "test -n \"$TOKEN\" && echo a command got it"
    environment = { TOKEN = module.token.value }
  }
}
`

// endOfTokens is in each token that the simulator makes.
const endOfTokens = ".c2ltdWxhdGVk"

const module = `
terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}

ephemeral "dadosfera_access_token" "this" {}

output "value" {
  value     = ephemeral.dadosfera_access_token.this.access_token
  ephemeral = true
}
`

// A token does what it is for in one sign-in a run, and leaves no trace: not in the state, in a plan, in what is printed
// or in a log at the most detailed level.
func TestAccTokenIsUsedAndLeavesNoTrace(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{
		Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
	})
	if !acctest.CLI(t).HasEphemeral() {
		t.Skip("the CLI is too old for ephemeral resources")
	}
	log := filepath.Join(t.TempDir(), "log")
	w := p.NewWorkspace(t, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	if err := os.Mkdir(filepath.Join(w.Dir, "token"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.Write("main.tf", configuration)
	w.Write(filepath.Join("token", "main.tf"), module)
	var printed strings.Builder
	for _, args := range [][]string{{"get"}, {"plan", "-out=tfplan"}, {"show", "-json", "tfplan"}, {"apply", "tfplan"}, {"show", "-json"}} {
		printed.WriteString(w.Must(0, args...))
	}
	if !strings.Contains(printed.String(), "terraform_data.command: Creation complete") {
		t.Errorf("the command did not get the token:\n%s", &printed)
	}
	traces := map[string]string{"what was printed": printed.String()}
	for _, root := range []string{w.Dir, log} {
		collect(t, root, traces)
	}
	if traces[filepath.Join(w.Dir, "terraform.tfstate")] == "" || !strings.Contains(traces[log], "Maestro request") {
		t.Fatal("there is no state, or no line about a request in the log, so this proves nothing")
	}
	signIns := 0
	for _, request := range p.Requests() {
		if request.Path == "/auth/sign-in" {
			signIns++
		} else if token := request.Header.Get("Authorization"); !strings.HasSuffix(token, endOfTokens) {
			t.Errorf("%s with the token %q", request.Path, token)
		}
	}
	if signIns != 2 {
		t.Errorf("%d sign-ins in a plan and an apply", signIns)
	}
	for where, text := range traces {
		for _, secret := range []string{endOfTokens, password} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q in it", where, secret)
			}
		}
	}
	w.Must(0, "destroy", "-auto-approve")
	if left := p.Pipelines(acctest.Customer); len(left) > 0 {
		t.Errorf("%d pipelines are left", len(left))
	}
}

// collect adds the contents of all files below a folder, and of those that a plan is packed from.
func collect(t *testing.T, root string, into map[string]string) {
	t.Helper()
	if err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		into[path] = string(content)
		if filepath.Base(path) == "tfplan" {
			unpack(t, path, into)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func unpack(t *testing.T, path string, into map[string]string) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		packed, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(packed)
		if err != nil {
			t.Fatal(err)
		}
		into[path+"/"+file.Name] = string(content)
	}
}
