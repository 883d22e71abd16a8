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

// The token is passed to another provider block, through an ephemeral output of a module, and to a command.
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
    command     = "test -n \"$TOKEN\" && echo received"
    environment = { TOKEN = module.token.value }
  }
}
`

// tokenSuffix ends each token that the simulator issues.
const tokenSuffix = ".c2ltdWxhdGVk"

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

// Plan and apply sign in once each. The token is not in the state, the plan, the output, or the most detailed log.
func TestAccAccessToken_isUsedAndNotStored(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{
		Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
	})
	if !acctest.CLI(t).HasEphemeral() {
		t.Skipf("%s does not support ephemeral resources", acctest.CLI(t))
	}
	log := filepath.Join(t.TempDir(), "log")
	w := p.NewProgramWorkspace(t,
		"DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	if err := os.Mkdir(filepath.Join(w.Dir, "token"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.Write("main.tf", configuration)
	w.Write(filepath.Join("token", "main.tf"), module)
	var output strings.Builder
	for _, args := range [][]string{
		{"get"}, {"plan", "-out=tfplan"}, {"show", "-json", "tfplan"}, {"apply", "tfplan"}, {"show", "-json"},
	} {
		output.WriteString(w.Must(0, args...))
	}
	if !strings.Contains(output.String(), "terraform_data.command: Creation complete") {
		t.Errorf("got output\n%s\nwant a command that received the token", &output)
	}
	texts := map[string]string{"output": output.String()}
	for _, root := range []string{w.Dir, log} {
		readAll(t, root, texts)
	}
	if texts[filepath.Join(w.Dir, "terraform.tfstate")] == "" || !strings.Contains(texts[log], "Maestro request") {
		t.Fatal("got no state or no request in the log, want both, to search them for the token")
	}
	signIns := 0
	for _, request := range p.Requests() {
		if request.Path == "/auth/sign-in" {
			signIns++
		} else if token := request.Header.Get("Authorization"); !strings.HasSuffix(token, tokenSuffix) {
			t.Errorf("%s: got token %q, want the token of the sign-in", request.Path, token)
		}
	}
	if signIns != 2 {
		t.Errorf("got %d sign-ins, want 2: one to plan and one to apply", signIns)
	}
	for where, text := range texts {
		for _, secret := range []string{tokenSuffix, password} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: got a text with %q, want no secret", where, secret)
			}
		}
	}
	w.Must(0, "destroy", "-auto-approve")
	if left := p.Pipelines(acctest.Customer); len(left) > 0 {
		t.Errorf("got %d pipelines after destroy, want none", len(left))
	}
}

// readAll adds the content of each file in a directory, and of each file in a plan, by path.
func readAll(t *testing.T, root string, contents map[string]string) {
	t.Helper()
	if err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		contents[path] = string(content)
		if filepath.Base(path) == "tfplan" {
			readPlan(t, path, contents)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func readPlan(t *testing.T, path string, contents map[string]string) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		contents[path+"/"+file.Name] = string(content)
	}
}
